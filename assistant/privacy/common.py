"""Words of everyday and clinical talk, which are nobody's name merely because they sound like one. Data.

Base forms; `is_common` knows their endings. Names that are words as well (`words.WORDS`) count as common too.
"""

import re

from assistant.privacy.words import GRAMMAR, PLACES, RELATIONS, WORDS

_LITTLE = """
    a about above across actual after afterward again against ago ahead alike all almost alone along already alright also
    although altogether always am amid among an and another any anybody anyhow anymore anyone anything anyway anywhere
    apart are around as aside at away back be became because become been before beforehand began begun behind being
    below beneath beside besides between beyond both but by can cannot certain could despite did do does done down
    during each either else elsewhere enough especially etc even ever every everybody everyone everything everywhere
    except far few first for former forward from further had has have having he hence her here hers herself him himself
    his how however i if in indeed inside instead into is it its itself just last later latter least less lest like
    likely likewise lot many may maybe me meanwhile might mine more moreover most mostly much must my myself namely near
    nearby nearly neither never nevertheless next no nobody none nonetheless nor not nothing now nowhere of off often on
    once one only onto or other others otherwise ought our ours ourselves out outside over own per perhaps please plus
    quite rather really regarding same shall she should since so some somebody somehow someone something sometime
    sometimes somewhat somewhere soon still such than that the their theirs them themselves then there thereafter
    therefore these they this those though through throughout thus till to today together tomorrow tonight too toward
    towards under unless unlike until unto up upon us usual very via was we well were what whatever when whenever where
    whereas wherever whether which whichever while who whoever whole whom whose why will with within without would yeah
    yep yes yesterday yet you your yours yourself nope okay ok oh uh um hmm mm huh hm mhm ah aha wow hey hi hello bye
    goodbye gosh oops gonna wanna gotta kinda sorta ain't aren't can't couldn't didn't doesn't don't hadn't hasn't
    haven't isn't mustn't needn't shan't shouldn't wasn't weren't won't wouldn't y'all i'm i've i'd i'll it's that's
    there's here's what's who's let's he's she's you're we're they're you've we've they've you'd we'd they'd you'll
    we'll they'll she'll he'll she'd he'd it'd it'll uh-huh alas amen cheers thanks thank sorry sir madam mister ma'am
    yup nope gotcha straight several everyday anytime meantime whatsoever o'clock according versus bye-bye
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half third
    quarter second fourth fifth sixth seventh eighth ninth tenth twelfth twice double triple dozen couple pair
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december spring summer autumn fall winter morning noon afternoon evening night midnight dawn dusk
    minute hour day week weekend month year decade century moment instant hourly daily weekly monthly yearly annual
"""
_ACTS = """
    abandon absorb accept access accompany accomplish accuse ache achieve acknowledge acquire act adapt add address adjust
    admire admit adopt advance advise affect afford agree aim alarm alert allow alter amaze amount amuse analyze anger
    announce annoy answer anticipate apologize appear apply appoint appreciate approach approve argue arise arose arrange
    arrest arrive ask assault assemble assert assess assign assist assume assure ate attach attack attain attempt attend
    attract avoid awake awoke bake balance ban bang bark base bat bath bathe beat beg begin behave believe belong bend bent
    bet bid bind bit bite blame bleed bled blend bless blink block blow blew blown board boil book boost bore born borrow
    bother bought bounce bow brag break breathe breed bring broke broken brought brush build built bully bump burn burst
    bury buy buzz calculate call calm came camp cancel capture care carry carve catch caught cause cease celebrate challenge
    change charge chase chat cheat check cheer chew choke choose chose chosen chop circle claim clap clarify clean clear
    click climb cling close clutch coach collapse collect combine come comfort command comment commit communicate compare
    compete complain complete compose conceal conceive concentrate concern conclude conduct confess confide confirm
    confront confuse congratulate connect consent consider consist construct consult consume contact contain continue
    contract contribute control convert convey convince cook cool cooperate cope copy correct cost cough count cover crack
    crash crawl crave create creep cried criticize cross crowd cruise crush cry cure curl curse cut cycle damage dance dare
    date deal dealt decay deceive decide declare decline decorate decrease dedicate defeat defend define delay delegate
    delete deliver demand demonstrate deny depart depend deprive derive describe deserve design desire destroy detect
    determine develop devote dial die diet differ dig digest diminish dine dip direct disagree disappear disappoint
    discharge disclose discover discuss dislike dismiss display distract distribute disturb dive divide divorce donate
    doubt drag drain drank draw drawn drew dream dress dried drift drill drink drive driven drop drove drown drunk dry dump
    dwell earn ease eat eaten edit educate elect eliminate embarrass embrace emerge emphasize employ empty enable encounter
    encourage end endure engage enhance enjoy enroll ensure enter entertain equip escape establish estimate evaluate evolve
    exaggerate examine exceed exchange excite exclude excuse exercise exhaust exist exit expand expect experience explain
    explode explore expose express extend face fade fail faint fake fall fallen fasten favor fear feed fed feel felt fell
    fight figure fill film find finish fire fit fix flash flee flew flinch flip float flood flow fly focus fold follow
    forbid force forget forgot forgotten forgive forgave form fought found freak freeze froze frozen fry fulfill function
    fund gain gamble gasp gather gave gaze generate get giggle give given glance glow go goes going gone got gotten grab
    grasp greet grew grieve grin grind grip groan grow grown guarantee guess guide hand handle hang happen harass harm hate
    haul haunt head heal hear heard heat held help hesitate hid hidden hide highlight hike hire hit hold honk hop hope host
    hug hum hung hunt hurry hurt identify ignore illustrate imagine imply impress improve include increase indicate
    influence inform inhale inherit inject injure inquire insist inspect inspire install instruct insult insure intend
    interact interest interfere interpret interrupt intervene introduce invade invent invest investigate invite involve
    irritate isolate issue itch jog join joke judge juggle jump justify keep kept kick kill kiss kneel knelt knew knit knock
    know known label lack laid land last laugh launch lay lead lean leap learn leave led left lend lent let level lick lie
    lied lift light limit linger link list listen live load locate lock log look loom loose lose lost love lower lying made
    maintain make manage march mark marry massage master match matter mean meant measure meet melt mend mention merge mess
    met miss mistake mix moan modify monitor mourn move multiply murder murmur nag name nap need neglect negotiate nod note
    notice obey object observe obsess obtain occupy occur offend offer open operate oppose order organize overcome overdo
    overeat overhear overlook overreact oversleep overthink overwhelm owe pace pack paid paint panic park part participate
    pass pause pay peel perceive perform permit persist persuade phone pick place plan plant play plead please pledge plug
    point poke polish pop portray possess post postpone pour praise pray preach predict prefer prepare prescribe present
    preserve press pretend prevent print proceed process procrastinate produce promise promote pronounce propose protect
    protest prove provide provoke publish pull punch punish purchase push put qualify quarrel question quit quote race rage
    rain raise ran ran rang range rank rate reach react read realize rebuild recall receive recharge reckon recognize
    recommend reconnect record recover reduce refer refill reflect refresh refuse regain regard regret regulate reject
    relapse relate relax release relieve rely remain remember remind remove renew rent repair repeat replace reply report
    represent request require rescue research resent reserve resist resolve respect respond rest restore restrict result
    retain retire retreat return reveal reverse review revise revisit reward ride rid ring rinse rise risen risk rode roll
    rose rub ruin ruled ruminate run rush sabotage said sail sang sat satisfy save saw say scan scare schedule scold scrape
    scratch scream screen scroll search see seek seem seen seize select sell send sense sent separate serve set settle sew
    shake shame shape share shave shed shift shine shiver shock shook shoot shop short shot shout shove show shown shrink
    shrug shut sigh sign signal simplify sing sip sit skip slam slap sleep slept slide slip slow smack smash smell smile
    smoke snack snap sneak sneeze sniff snore soak soften sold solve soothe sort sought sound spare spark speak specify
    spell spend spent spill spin spit split spoil spoke spoken spread spray squeeze stab stagger stand stare start startle
    state stay steady steal steer step stick stir stole stolen stood stop store strain stress stretch strike strip strive
    struck structure struggle stuck study stuff stumble submit succeed suck suffer suggest suit supply support suppose
    suppress surprise surrender surround survive suspect swallow swear sweat sweep swell swim swing switch swore swum take
    taken talk tap taste taught teach tear tease tell tempt tend terrify test text thank think thought threaten threw
    thrive throw thrown tick tickle tie tighten tilt tip tire told took top tore torn toss touch tour trace track trade
    train transfer transform translate trap travel treat tremble trick trigger trim trip trust try tuck tug turn twist type
    understand understood undo undress update upset urge use utter vacuum validate vanish vary vent view visit visualize
    voice volunteer vomit vote wait wake walk wander want warm warn wash waste watch wear weep weigh went wept whine whip
    whisper whistle win wipe wish withdraw withdrew withhold witness woke wonder wore work worry worship worsen wound wrap
    wreck wrestle write written wrong wrote yawn yell yield zip zoom
"""
_THINGS = """
    ability absence abuse access accident account achievement activity actor addict addiction adult advantage adventure
    advice affair age agency agenda agent aggression agreement aid air airplane airport aisle album alcohol alley ambulance
    ambition amount anger angle animal anniversary answer anxiety apartment app appeal appearance appetite apple application
    appointment approval apron area argument arm army arrival arrow art article artist aspect assignment assistant
    assumption attachment attention attic attitude attorney audience author authority autism auto avenue average aversion
    award awareness baby backyard bacon bag ball balloon band bank bar bargain barn barrier base basement basis basket
    basketball bath bathroom battery battle beach bead beam bean bear beard beast beauty bed bedroom bedtime bee beef beer
    beginning behavior being belief bell belly belt bench benefit bike bill bird birth birthday blade blanket blessing
    blood bloom blouse blossom boat body bomb bond bone bonus book boot booth border boss bottle bottom boundary bow bowl
    box boy boyfriend bracelet brain brake branch brass bread break breakdown breakfast breast breath breathing breeze brick
    bride bridge brother bruise brush bubble bucket buddy budget bug building bulb bunch bundle bunk burden bureau burger
    burnout bus bush business butter button cab cabin cabinet cable cage cake calendar calf camera camp campus can cancer
    candle candy cap capacity capital car carbon card career caregiver carpet carrot cart cartoon case cash castle casual cat
    category cattle cause ceiling cell center cent century cereal ceremony chain chair challenge champion chance channel
    chaos chapel chapter character charity charm chart cheek cheese chef chest chicken chief child childhood children chin
    chip chocolate choice chore church cigarette cinema circle circumstance citizen city class classmate classroom claw clay
    client cliff climate clinic clinician clip clock closet cloth clothes cloud clown club clue clutter coast coat cocaine
    code coffee coin cold colleague collection college colon color column comb comedy comfort comment commitment committee
    community companion company comparison compassion complaint complex compliance compliment component compulsion computer
    concept concern concert conclusion condition conference confidence conflict confusion connection conscience conscious
    consequence container content contest context contract contrast control conversation cook cookie cooking core corn corner
    corporation corridor cottage cotton couch council counsel counseling counselor counter country county couple courage
    course court courtroom courtyard cousin coverage cow coworker cream creature credit crew crime crisis criticism crop crown
    cruelty crumb cup cupboard curb curiosity current curtain curve cushion custody custom customer dad damage dance danger
    dark darkness data date daughter daycare daylight deadline deal death debate debt decision deck deer defense degree
    delight demand department deposit depression depth desert desk despair dessert destination detail detective device devil
    diagnosis dialog diamond diaper diary dictionary difference difficulty dignity dining dinner direction director dirt
    disability disadvantage disappointment disaster discipline discomfort discount discovery discussion disease disgust dish
    disorder display distance distress district ditch doctor document dog doll dollar dolphin donkey donut door dorm dose
    dot doubt dough downstairs downtown draft dragon drama drawer drawing dread dream drive driver driveway drop drug drum
    duck due dust duty dynamic eagle ear earring earth ease east economy edge editor education effect effort egg ego elbow
    elder election elevator email embrace emergency emotion empathy emphasis employee employer energy engine engineer
    enjoyment ensemble entrance entry envelope environment envy equipment error escape essay essence estate evening event
    evidence evil ex exam example excitement exercise existence expense expert explanation exposure expression extent eye
    eyebrow fabric facility fact factor factory failure fairy faith family fan fantasy farm fashion fat fate father fault
    feather feature fee feedback feeling fellow female fence fever fiction field figure file film finance finger fire fish
    fist flag flame flashback flat flavor flesh flight floor flour flower flu fluid fog folk food foot feet football force
    forehead forest fork form fortune foster foundation fraud freedom freezer fridge friend friendship fright frog front
    fruit frustration fuel fun function funeral fur furniture future game gang gap garage garbage garden gas gate gender
    generation gentleman ghost giant gift girl girlfriend glass glimpse glove glue goal goat god gold golf good goods goodness
    gossip government grace grade graduate grain grandchild grandfather grandma grandmother grandpa grandparent grape grass
    gratitude grave gravity grief grocery ground group growth guard guest guidance guilt guitar gum gun gut guy gym habit
    hair haircut hall hallway hammer handful hangover happiness harbor harm hat hatred hazard head headache headphone health
    heart heaven heel height helicopter hell helmet helper hero heroin highway hill hint hip history hobby hole holiday home
    homework honesty honey honor hood hook horizon hormone horn horror horse hospital hostility hotel house household
    housing humor hunger husband hut ice idea ideal identity illness image imagination impact impression impulse incident
    income independence index individual industry infant infection inflation information injury injustice ink inner innocence
    input insect insight insomnia instance instinct instruction instrument insurance intake integrity intellect intention
    intensity interaction interview intimacy introduction invasion invitation iron island item jacket jail jam jar jaw
    jealousy jean jeans jelly jet jewelry job joint joke journal journey joy judge judgment juice junior junk jury justice
    key keyboard kid kidney kindness king kingdom kiss kit kitchen kitten knee knife knives knot knowledge label labor lack
    ladder lady lake lamp land landlord lane language lap laptop laughter laundry law lawn lawyer layer leader leadership
    leaf leave lecture leg lemon length lens lesson letter lettuce level liar liberty library license lid life lifestyle
    lifetime lightning limb line lion lip liquid liquor list literature liver living lizard loan lobby location loneliness
    loss lottery love lover luck luggage lunch lung luxury lyric machine magazine magic maid mail mailbox mall man manager
    manner mansion map margin marijuana mark market marriage mask mass master mate material math mattress maximum meal meaning
    measure meat mechanic media medication medicine meditation meeting member membership memory men mental mentor menu mercy
    merit mess message metal meter method middle midterm mile military milk mind mindfulness mine minimum ministry minor
    mirror misery mission mistake mistrust mix mixture mode model mold mom momentum money monkey monster mood moon moral
    mortgage mother motion motivation motive motor motorcycle mountain mouse mouth movement movie mud mug mum muscle museum
    mushroom music mystery myth nail narrative nation nature nausea neck need needle neighbor neighborhood nephew nerve nest
    net network news newspaper nickname niece nightmare noise noodle normal north nose notebook notice notion novel nuisance
    number nurse nursery nut nutrition oak object obligation observation obsession obstacle ocean odd offense offer office
    officer oil onion operation opinion opponent opportunity option orange orchard order organ origin orphan outcome outfit
    outlet outline output oven overdose owner oxygen pace package page pain painting pair palace palm pan panel pants paper
    parade paragraph parent parenting park parking partner partnership party passage passenger passion passport past pasta
    path patience patient pattern pavement pay payment peace peak pen penalty pencil pension people pepper percent perception
    perfection performance period permission person personality perspective pet phase phobia photo phrase physician piano
    picture pie piece pig pile pill pillow pilot pin pipe pity pizza plane planet plastic plate platform player playground
    pleasure plenty plot pocket poem poet poetry poison pole police policy politics pond pool population porch pork
    portion position possession possibility poster pot potato potential poverty powder power practice prayer preference
    pregnancy presence present president pressure price pride priest prince princess principal principle priority prison
    privacy prize probation problem procedure profession professor profile profit program progress project promise proof
    property proposal protection protein provider psychiatrist psychologist psychology public pudding pumpkin punishment
    pupil puppy purpose purse puzzle quality quantity queen question quiet quiz rabbit race racism radio rage rail rain
    rainbow range rape rash rat rate ratio reaction reader reality reason reassurance receipt recess recipe recognition
    recovery referral reflection refrigerator regard region regret rehab relation relationship relative relaxation relief
    religion reminder rent repetition replacement reputation resentment reserve residence resident resilience resource
    response responsibility rest restaurant result retirement reunion revenge rhythm ribbon rice riddle right rival river road
    robber robe rock role romance roof room roommate root rope rose routine row rubber rug rule rumor runner sadness safety
    sailor saint sake salad salary sale salt sample sand sandwich satisfaction sauce sausage scale scandal scar scarf scenario
    scene scent school science scissors scope score screen script sea seafood season seat secret secretary section security
    seed self semester seminar senior sensation sense sentence separation sequence series sermon servant service session
    setback setting sex shade shadow shame shampoo shape share shark sheep sheet shelf shell shelter shift ship shirt shock
    shoe shore shot shoulder shower sibling sick side sidewalk sight sign silence silk silver sin singer sink sister site
    situation size skill skin skirt sky slave sleeve slice slope smart smell smoke snack snake snow soap soccer society sock
    sofa soil soldier solution son song sorrow sort soul soup source south space speaker specialist species speech speed
    spell sphere spice spider spirit spite spoon sport spot spouse squad square stability stadium staff stage stain stair
    staircase stake stall stamp standard star state statement station statue status steak steam steel stem step stepdad
    stepmom steward stigma stimulus stock stomach stone stool storage storm story stove stranger strategy straw stream street
    strength stretch string stripe stroke student studio stuff style subject substance suburb subway success sugar suicide
    suit suitcase sum sun sunlight sunset sunshine supervision supervisor supper supply support surface surgery surprise
    surveillance survival survivor suspicion sweater swing switch symbol sympathy symptom syndrome system table tablet tail
    talent tank tape target task taste tax taxi tea teacher team teen teenager teeth telephone television temper temperature
    temptation tendency tennis tension tent term terror text theater theme theory therapist therapy thing thirst threat
    throat thumb thunder ticket tide tie tiger timber time tip tissue title toast tobacco toddler toe toilet tomato tone
    tongue tool tooth top topic torture touch tour towel tower town toy trace track tradition traffic tragedy trail train
    trainer training trait transition trash trauma travel tray treasure treat treatment tree trend trial tribe trick trigger
    trip trouble trousers truck trunk trust truth tube tune tunnel turkey twin umbrella uncertainty uncle uniform union unit
    unity universe university upstairs urge user utility vacation valley value van variety vase vegetable vehicle vein
    version vest vet veteran victim victory video view village violence virtue virus vision visitor vitamin vocabulary voice
    volume volunteer wage wagon waist waiter wall wallet war wardrobe warmth warning warrior watch water wave wax way
    weakness wealth weapon weather web wedding weed weight welfare wheat wheel whiskey widow wife wind window wine wing
    winner wire wisdom witch withdrawal witness wives wolf woman women wood wool word worker workplace workshop world worm
    worth wrist writer yard yarn youth zone
"""
_KINDS = """
    able abrupt absent absolute abstract absurd abusive academic acceptable accurate active acute addicted adequate advanced
    afraid aggressive agitated alert alien alive allergic aloof ambivalent amazing ambitious ample ancient angry anonymous
    anxious apparent appropriate artificial ashamed asleep assertive attentive attractive authentic automatic available
    average aware awesome awful awkward bad bare basic beautiful beloved bent best better big bipolar bitter bizarre black
    bland blank bleak blind blissful blond blue blunt bold boring bossy bottled brave brief bright brilliant broad brown
    brutal busy calm capable careful careless caring casual cautious central certain charming cheap cheerful chemical chief
    chill chilly chronic civil classic clean clear clever close closed clumsy coherent cold comfortable common competent
    complete complicated conscious considerate consistent constant content cool correct cozy crazy creative critical crowded
    cruel curious current cute cynical damp dangerous dark dead deaf dear decent deep defensive definite delicate delicious
    delusional dense dental dependent depressed desperate detached different difficult digital diligent dim diplomatic
    direct dirty disabled dishonest disoriented distant distinct divine dizzy domestic dominant double drastic dreadful
    drunk dry due dull dumb dysfunctional dysphoric eager early earnest easy eating eccentric educational effective efficient
    elaborate elderly electric elegant eligible embarrassed emotional empathic empty endless english enormous entire equal
    erratic essential eternal ethical euthymic evil exact excellent exceptional exhausted exotic expensive explicit extra
    extreme fair faithful false familiar famous fancy fast fat fatal favorable favorite fearful feminine fierce final
    financial fine firm fit flat flexible fluent fond foolish foreign forensic formal fortunate fragile frail frank frantic
    free frequent fresh friendly frightened frustrated full funny fussy general generous gentle genuine giant glad global
    gloomy good gorgeous gradual grand grateful grave great greedy green gross grumpy guarded guilty handsome handy happy hard
    harmful harsh hateful healthy heavy helpful helpless hectic hesitant hidden high holy honest hopeful hopeless horrible
    hostile hot huge human humble humid hungry hurtful hyper hysterical icy ideal identical idle ignorant ill illegal
    imaginary immature immediate immense immune impaired impatient imperfect important impossible impulsive inadequate
    inappropriate inattentive incapable inclined incoherent independent indifferent indoor inevitable inferior infinite
    informal inherent initial innocent insane insecure insensitive intact intelligent intense intent interested internal
    intimate intrusive invisible irrational irregular irrelevant irritable isolated itchy jealous joint joyful jumpy just keen
    kind labile large late lazy legal lengthy liable light limited linear literal little local logical lonely long loose loud
    lousy lovely loving low loyal lucid lucky lukewarm mad magical main major male manic manipulative marital married
    masculine massive mature maximal mean meaningful mechanical medical mellow mere messy mild mindful minimal minor
    miserable misleading mixed mobile moderate modern modest moist moody moral muddy multiple musical mutual mysterious naive
    naked narcissistic narrow nasty native natural naughty neat necessary needy negative nervous neural neutral new nice
    nightly noble noisy nonverbal normal nosy notable numb numerous nuts obedient obese objective obscure obsessive obvious
    occasional odd official old ongoing optimal optimistic oral ordinary organic oriented original outdoor outgoing
    outpatient outrageous outstanding overall overdue overprotective overt overweight painful pale paranoid partial
    particular passionate passive past pathetic patient peaceful peculiar perfect permanent permissive personal pessimistic
    petty physical plain playful pleasant pleased polite political poor popular positive possible postpartum potential
    powerful practical precious precise pregnant premature present pretty previous primary prime prior private probable
    productive professional prominent prompt proper proud psychotic public punctual pure purple quick quiet racial radical
    random rapid rare rash rational raw ready real realistic reasonable reckless recent recurrent red regular relational
    relevant reliable religious reluctant remarkable remote resentful resilient responsible responsive restless rich rigid
    ripe romantic rotten rough round royal rude rural sacred sad safe sane sarcastic satisfied scared scary secret secure
    sedentary selfish sensible sensitive separate serious severe sexual shallow sharp shiny short shy sick significant silent
    silly similar simple sincere single sleepy slender slight slim slow sluggish small smart smooth sober social soft sole
    solid solo somber somatic sore sour southern spare special specific spicy spiritual spontaneous stable stale static steady
    steep stern stiff strange strict strong stubborn stupid subjective substantial subtle successful sudden sufficient
    suicidal suitable sunny super superficial superior supportive sure suspicious sweet swift sympathetic talkative tall tame
    tangential tart tearful tedious tender tense tentative terminal terrible terrific thankful thick thin thirsty thorough
    thoughtful tidy tight tiny tired tough toxic tragic tricky true typical ugly ultimate unable unaware uncertain
    uncomfortable unconscious underlying uneasy unfair unfamiliar unhappy unhealthy unique unkind unknown unlikely unpleasant
    unsafe unsure unusual upper upright urban urgent used useful useless vague vain valid valuable various vast verbal
    vicious vigilant violent virtual visible visual vital vivid vocal void vulnerable warm wary weak wealthy weary weird well
    wet white wicked wide wild willing wise withdrawn wonderful wooden worried worse worst worthless worthwhile worthy
    yellow young actually basically certainly clearly currently definitely eventually exactly fairly finally generally
    hardly honestly hopefully immediately literally luckily mainly merely nicely normally obviously originally particularly
    possibly precisely presumably previously primarily probably properly quickly rarely readily recently scarcely seldom
    seriously shortly simply slightly suddenly supposedly surely totally truly typically unfortunately usually utterly
"""
_CLINIC = """
    abdomen abdominal abscess acetaminophen acid acne acute adderall adherence adhd adrenal advil affect albuterol allergy
    ambien amlodipine anemia anesthesia aneurysm angina ankle antibiotic antidepressant antipsychotic anus anxiolytic aorta
    aphasia apnea appendix arrhythmia arterial artery arthritis arthroplasty aspirin asthma ativan atorvastatin atrial atypical
    auditory bacteria bandage barium benign benzo benzodiazepine beta biceps bilateral bile biopsy bladder bloating blister
    bowel brace bronchitis bruit bupropion buspirone calcium calorie carcinoma cardiac cardiologist cardiology cardiovascular
    carotid cartilage cast catheter celexa cerebral cervical chemo chemotherapy cholesterol chiropractor cirrhosis clavicle
    clonazepam clonidine clot cognition cognitive colitis colonoscopy coma comorbid concussion congestion congestive
    constipation contraception contraindication copay cornea coronary cortex cortisone covid cramp crackle creatinine crohn's
    culture cutaneous cyst cymbalta dementia dependence depressive dermatitis dermatologist dermatology diabetes diabetic
    diagnose diagnostic dialysis diaphragm diarrhea diastolic discharge dislocation dissociation dissociative diuretic
    dosage drowsy duloxetine dysphagia dyspnea dysregulation dysthymia echo echocardiogram eczema edema effexor effusion
    ejection electrolyte emdr emphysema endocrine endoscopy enema enzyme epidural epilepsy episode erectile erythema
    escitalopram esophagus estrogen etiology exacerbation expiratory extremity fatigue femoral femur fentanyl fetal fiber
    fibrillation fibroid fibromyalgia fibrosis flare flexion flomax fluoxetine fracture gabapentin gallbladder gastric
    gastritis generalized genetic gene genital gerd gestational gland glaucoma glucose gluten gout gynecologist hallucination
    hallucinate hamstring heartburn hemoglobin hemorrhage hemorrhoid hepatic hepatitis hereditary hernia herniated hives
    homicidal homicide hydrate hydrochlorothiazide hydrocodone hygiene hyperarousal hyperlipidemia hypertension hypertensive
    hyperthyroidism hypervigilance hypoglycemia hypomania hypotension hypothyroidism ibuprofen ideation imaging immune
    immunization implant incision incontinence indigestion inflammation inflammatory infusion inhaler inpatient insulin
    intestine intramuscular intravenous ischemia ischemic jaundice jugular ketamine klonopin lab laceration lamictal
    lamotrigine larynx laser lasix lateral laxative lesion leukemia lexapro libido ligament lipid lipitor lisinopril lithium
    lobe lorazepam losartan lumbar lump lumpectomy lupus lymph lymphoma malignant mammogram mandible mania mastectomy medial
    meds melanoma melatonin meniscus menopause menses menstrual metabolic metabolism metastasis metformin methadone
    methotrexate metoprolol migraine milligram miscarriage mole morphine mri mucus murmur myocardial naloxone naproxen nasal
    nasacort nephrologist neuro neurologist neurology neurological neuropathy nicotine nodule norco numbness obesity
    obsessive obstetric ocd oncologist oncology ophthalmology opiate opioid optic organ orthopedic osteoarthritis osteopenia
    osteoporosis otc outpatient ovary ovarian oxycodone palpate palpation palpitation pancreas pancreatitis panic paralysis
    parkinson's paroxetine patella pathology pathological paxil pediatric pediatrician pelvic pelvis penicillin penis
    percocet perinatal peripheral peristalsis pharmacy pharmacist phlegm phobic physician physiology pituitary placebo
    plaque platelet pneumonia podiatrist polyp postpartum posture potassium prednisone prenatal prescription prevalence
    prognosis prolonged prostate prosthesis protocol prozac psoriasis psych psychiatric psychiatry psychoeducation
    psychomotor psychosis psychosocial psychotherapy ptsd pulmonary pulse quadriceps quetiapine radiate radiation
    radiology rectal rectum reflex reflux regimen rehabilitation remission renal respiration respiratory retina rheumatoid
    rheumatology risperidone ritalin rotator saliva sciatica scan sclerosis scoliosis secretion sedation seizure seroquel
    serotonin sertraline serum shingles sinus sinusitis skeletal snri sodium soma spasm specimen sperm spinal spine spleen
    sprain sputum ssri stenosis stent sternum steroid stethoscope stimulant stool stressor subacute suboxone substance
    suppository surgeon surgical swab sweaty swollen swelling systolic tachycardia telehealth telemetry tenderness tendon
    tendonitis testicle testosterone tetanus therapeutic thoracic thrombosis thyroid tibia tingle tinnitus titrate tolerance
    tolerate tonsil topical topiramate toxin tracheal tramadol transfusion transplant trazodone tremor tricuspid triggering
    triglyceride tumor tylenol ulcer ultrasound ureter urethra urgency urinalysis urinary urinate urine urologist uterine
    uterus vaccine vaccination vagina vaginal valium valve valvular vascular vein venlafaxine ventricle ventricular venous
    abnormal anterior antibody aortic associate atopic auscultation autoimmune benign cancerous caffeine
    calcification capillary capsule carpal cataract centimeter clog collateral complication constipated cortisol crutch
    cuff deficiency dehydration deformity dermal dietary disc dorsal ductal elevate elevation enlarge enlargement excision
    exertion extension extensor facial flank focal forearm gait gel graft groin hormonal inhibitor ingredient intercourse
    intermittent intervention irritability kneecap lesion lightheaded lump lymphatic magnesium malignancy marrow
    median menopausal metatarsal midline millimeter mitral modification muscular nauseous node nutritionist occupational
    onset orthotic ounce pacemaker pelvic peripheral plantar pollen posterior precancerous proximal quadrant radial
    radiograph reduction residual saturation scalp screw situ sling sore splint stabilize strengthen supplement symmetric
    symptomatic testicular thigh tic transient traumatic triceps urology vertebra vertigo viagra vicodin viral vital vomiting vyvanse walker wellbutrin wheelchair wheeze withdrawal xanax xray
    zoloft zyprexa abilify advair allopurinol aripiprazole amoxicillin azithromycin bactrim baclofen carvedilol
    cephalexin ciprofloxacin clindamycin codeine coumadin cyclobenzaprine depakote diazepam digoxin dilantin doxycycline
    eliquis famotidine flexeril fluticasone furosemide glipizide haldol hydroxyzine imitrex insulin keppra lantus
    meloxicam mirtazapine mobic motrin narcan nexium olanzapine omeprazole ondansetron oxcarbazepine pantoprazole plavix
    pravastatin prazosin pregabalin prilosec propranolol protonix remeron risperdal simvastatin spironolactone strattera
    synthroid tamoxifen temazepam tegretol vraylar warfarin zofran zolpidem zyrtec claritin benadryl levothyroxine lyrica
    acupuncture alertness arousal attunement avoidance behavioral catastrophize cbt cluster coping countertransference
    dbt debrief decompensate deescalate defusion delusion desensitization detox dialectical distortion dysphoria eap
    ego enmeshed flashback gaslight gestalt grounding homeostasis hyperactive hypnosis hypnotherapy intake introject
    journaling maladaptive mentalize mindfulness modality motivational narrative neglect neurodivergent nonsuicidal
    overwhelm panicky perfectionism perseverate polyvagal preoccupied process psychodynamic psychoanalysis reframe
    reprocess rumination sanction schema schizoaffective schizophrenia scored sertraline somatization splitting sud
    superego telehealth transference validation worldview
"""
_REST = """
    amish american african asian british canadian chinese christian dutch european french german greek hindu irish islamic
    italian japanese jewish korean latin latino mexican muslim polish portuguese roman russian spanish swedish turkish
    america england europe france italy spain china japan korea india mexico canada texas florida california york london
    god jesus christ bible internet google facebook amazon apple uber zoom netflix youtube walmart costco starbucks
    alike barely begun beyond bunch cause chunk cue cues dude ease eerie gist glitch goof grim grit hassle heck hiccup hunch
    jeez knack lapse leash loop lull merry mess moot mute nag nudge ouch owed pang perk pile plight ploy ponder pout prone
    pun quirk rant realm rift rut scheme scoff shred slump snag sneaky snug sob spat spur stance stark stint streak stunt
    sulk surge swirl taboo tad tangent tempo thrill throb toll trait tramp trance tread tribute tweak twitch vibe void
    vow wane whim wince woe yearn yoga zeal zest apt awe bliss blur bout breach chew chore churn clash clench cling coax coil
    crave crux curb dash daze dent dodge doom doze drool dwell etch evade fad fend fidget flaw flop fret fume fuzz gag gear
    glare gloat gripe growl hack halt harsh hasten hoard huddle idle jerk jolt jot lag lash latch leak lure meek mope mourn
    nag nibble numb oath ooze pant peer perk pinch plod plunge pry puff purge raid rehash rein reek retort revive rig rim
    roam rot rove rust scorn seep shun sift skim slack slant slash slouch slur smear smug snarl soar sparse spawn stall
    stark stave steep stoic strand stride strut stump sway swoop tang tangle taunt tax tease thaw thud thump tinge toil
    torn tote trek trot tug tumble veer verge wail warp weave wedge whack whirl wilt wobble wring yank
    airbag aide anger ankle ant ape arena argue atom aunt axe bait bake barber basil bass bay beef beetle birch blaze bolt
    boom brat brew brook broom broth bull bunny cab calf cannon canoe cape carol cave cedar chalk cheetah cherry chess chili
    chimp choir cider cloak clove coal cobra cod comet cone cork crab crane crib cub dairy daisy dart dew dice dime dock
    dome dove dune elm fawn fern fig flea flute foam fox frost fudge gem ginger goose grill hail hare hawk hay hen herb hive
    hut inn ivy jade jug kale kettle kite knob lamb lava lime loaf loft lynx mango maple mare marsh melon mint mist mitten
    mole moth mule nylon oat olive opera otter owl oyster panda parrot pea peach peanut pear pearl pebble pelican pine plum
    pony poppy quail quilt ram raven reef robin ruby salmon satin seal silk skull skunk slug snail sparrow spinach squid
    squirrel swan tar thorn toad tulip tuna vine violet walnut whale willow wren zebra
    admission advocate advocacy admin agencies allegation benefits billing caller caseload certificate clerk compliance
    consultation coordinator deductible eligibility enrollment fax form hipaa invoice landlord liaison login mandated memo
    packet paperwork password portal premium probation provider receptionist reimbursement release reschedule shelter
    signature summons supervisor template testimony transcript trustee tuition voicemail warrant website
    absolutely accordingly alright anyways apparently approximately completely constantly deeply directly easily effectively
    emotionally entirely equally especially essentially extremely forever fully gently greatly heavily highly incredibly
    increasingly initially instantly kindly largely lately lightly logically mentally mutually naturally nearly
    necessarily occasionally openly overly partially patiently perfectly personally physically politely possibly
    potentially powerfully practically privately promptly publicly purely quietly rapidly realistically reasonably
    relatively repeatedly roughly sadly safely secretly severely sexually silently similarly slowly socially softly
    specifically spiritually steadily strictly strongly subtly successfully tightly together tremendously unusually
    verbally warmly weekly willingly
"""

COMMON = frozenset(re.findall(r"\S+", " ".join((_LITTLE, _ACTS, _THINGS, _KINDS, _CLINIC, _REST)))) | (
    GRAMMAR | WORDS | PLACES | RELATIONS
)
"""Without endings, but for irregular ones."""

_ENDINGS = (
    ("'s", ""), ("s'", "s"), ("s", ""), ("es", ""), ("ies", "y"), ("ves", "f"), ("ed", ""), ("ed", "e"), ("ied", "y"),
    ("ing", ""), ("ing", "e"), ("ying", "ie"), ("in'", ""), ("'ve", ""), ("'ll", ""), ("'d", ""), ("'re", ""),
)  # fmt: skip
_BUILDING = (
    ("er", ""), ("er", "e"), ("ier", "y"), ("est", ""), ("est", "e"),
    ("iest", "y"), ("ly", ""), ("ly", "le"), ("ily", "y"), ("ically", "ic"), ("ness", ""), ("iness", "y"), ("less", ""),
    ("ful", ""), ("ment", ""), ("able", ""), ("able", "e"), ("ion", ""), ("ion", "e"), ("ation", "e"), ("ation", ""),
    ("or", ""), ("or", "e"), ("al", ""), ("ity", ""), ("ity", "e"), ("y", ""), ("y", "e"), ("ive", ""), ("ive", "e"),
)  # fmt: skip
_BEGINNINGS = ("un", "re", "non", "over", "under", "mis", "dis", "pre", "self")


def is_common(word: str) -> bool:
    """Whether a folded word is one of these, with or without endings and beginnings of the language."""
    stems = {word} | _stems(word)
    stems |= {further for stem in tuple(stems) for further in _stems(stem)}
    stems |= {
        stem.removeprefix(beginning)
        for stem in tuple(stems)
        for beginning in _BEGINNINGS
        if len(stem) > len(beginning) + 3
    }
    return not stems.isdisjoint(COMMON)


def _stems(word: str) -> set[str]:
    """What an ending may have been joined to; one that makes another word of it needs more before it ("carly")."""
    stems = {
        word.removesuffix(ending) + instead
        for endings, least in ((_ENDINGS, 2), (_BUILDING, 4))
        for ending, instead in endings
        if word.endswith(ending) and len(word) - len(ending) >= least
    }
    # "stopped", "running"
    return stems | {stem[:-1] for stem in stems if len(stem) > 3 and stem[-1] == stem[-2]}
