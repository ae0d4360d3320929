"""Names that are also English words, and words that are no name of anybody. Data."""

import re

GRAMMAR = frozenset(re.findall(r"\S+", """
    a ah am an and any are as at be but by can could did do does for from go had ha has have he her hi him his ho how
    i id if in is it its la let ma may me my no nor not of oh ok on or our pa see she should so some than that the them
    then they this to too up us was we were what when who why will would yes you your md ed er pt tv dr mr ms st vs
""")) - {"may", "will"}  # fmt: skip
"""Words without which no sentence stands."""

WORDS = frozenset(re.findall(r"\S+", """
    abbey able ace amber angel april archer art ash aspen august aurora autumn baker banks banner barber bay bear
    beau bell berry best bill birch bird bishop black blaze blessing bloom blue bolt bond book branch brand brandy
    bridge bright brook brooks brown buck bud burns bush butler cain candy cane care case cash castle chance
    chandler chard chase cherry chip christian church clay cliff cloud coach cole cook coral cotton counts crane
    cricket cross crow crystal curt cutter daisy dawn day dean dear delight dell destiny diamond dove downs drew
    drum duke earl early earnest east easter echo eden elder ember english eve ever faith farmer fern field fields
    fisher fit flint flower flowers ford forest fox france frank free french frost gardener gay gem german ginger
    glory gold golden good grace grant gray green grove guy hack hale hall ham hand hardy harm harmony harper hart
    hatch haven hays hazel head heart heath heather henna hill hills holiday holly honey honor hood hope house hunt
    hunter hurt ice iris iron ivory ivy jade jet jewel joy june justice justin king knight lake lamb lane lark
    laurel law lay lent light lilac lily little long lord love low luck mace major mark marks marsh mason max may
    melody mercy miles mill miller mills miner mint misty moon myrtle noble north oak ocean olive pace page palmer
    park parker parks pat patience peace pearl penny pepper pierce pike pleasant pope poppy porter post potter pound
    powers price pride prince prudence quarry queen rain ram rand raven ray read reef rice rich rider ridge river
    rivers rob robin rock rocky rod root rose rush rusty rye sage sailor saint sandy scarlet scout shade sharp shell
    shepherd short skip sky small snow son sparrow spring star stark sterling stern stone storm story strong sue
    summer sunny swan sweet swift tab tam tan teal temple thorn tiger timber toy trace trinity trip true venture
    violet wade wall wan ward ware waters weaver web west wheeler white wick will willow wing winter wise wolf wood
    woods worth wren yang yin young
"""))  # fmt: skip
"""Words that a text is likely to hold as words."""

RELATIONS = frozenset(re.findall(r"\S+", """
    aunt auntie baby boss boyfriend brother bro child children colleague cousin coworker dad daddy daughter ex father
    fiance fiancee friend girlfriend granddad granddaughter grandfather grandma grandmother grandpa grandson guardian
    half husband in-law inlaw kid kids law manager mom mommy mother mum nana neighbor neighbour nephew niece older
    parent partner roommate sibling sister son spouse step stepbrother stepdad stepfather stepmom stepmother stepsister
    stepson stepdaughter supervisor teacher therapist twin uncle wife younger the of and or his her their my
    mr mrs ms miss dr prof rev sir jr sr ii iii iv de del della der da di du la le van von bin ibn st
"""))  # fmt: skip
"""What stands beside a name and names nobody."""

PLACES = frozenset(re.findall(r"\S+", """
    academy agency and apartments at avenue bank building cafe center centre church city clinic club college company
    corp corporation county department district elementary for group high hospital inc incorporated institute junior
    law library limited llc ltd market middle municipal office park practice primary public restaurant road saint
    school schools secondary services shop state station store street studio the town university upper village
    health care medical center middle preparatory prep community services north south east west northern southern
    eastern western
"""))  # fmt: skip
"""What a place's name shares with many others."""
