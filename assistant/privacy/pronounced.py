"""Names that are not said as English spelling would have it, and letters of other languages. Data.

Each is written as an English ear would write it; a name may be said in several ways.
"""

import re

SAID: dict[str, tuple[str, ...]] = {
    name: tuple(ways.split("/"))
    for name, ways in re.findall(r"(\S+)=(\S+)", """
    aaron=airon aidan=ayden agnes=agniss aimee=amy alejandro=alehandro alexei=alexay andre=ondray andrea=ondraya/andria
    angel=anhell/anjel angelica=anjelica antoine=antwan aoife=eefa bartholomew=bartholomyu beatriz=beatrees
    benjamin=benjamin bjorn=byorn brian=brian caitlin=kaytlin/katelin caoimhe=keeva/kweeva celine=saleen
    charlotte=sharlott chloe=kloey christian=krischin christina=kristina christine=kristeen christopher=kristofer
    ciara=keera/seeara/sierra cian=keean claire=klair colleen=colleen cristina=kristina
    dante=dontay danielle=danyell deirdre=deerdra diego=diaygo dmitri=dimeetri dominique=domineek eileen=ileen
    eilidh=aylee eithne=enya/ethna elijah=elijah eoin=owen esme=esmay eugene=ujeen ewan=youan felipe=faleepay
    francois=franswa freya=fraya genevieve=jenaveeve geoffrey=jeffrey geoff=jeff george=jorj georgia=jorja
    gertrude=girtrood giovanni=jovanni giselle=jizell giuseppe=jusepee grainne=gronya guadalupe=wadaloopay
    guillermo=geeyermo/giermo gustavo=goostavo hector=ector/hector helene=helane henri=onree hermione=hermiony
    hernandez=ernandez/hernandez hugh=hyu hughes=hyuze hugo=yugo/hyugo ian=eean ignacio=ignasio imogen=imojen ines=eenez
    irene=ireen isaac=izick isabel=izabell isla=ila israel=izreeal jacques=zhock jaime=hymay/jaymee javier=haveeair
    jean=jeen/zhon jeanne=jeen jesus=haysoos jimenez=himenez joaquin=wakeen joel=joel jorge=horhay jose=hozay josefina=hosefeena
    josephine=joseefeen josue=hoswee joyce=joyss juan=wan juana=wanna juanita=waneeta juarez=wares judith=judith julian=julian
    julio=hoolio justine=justeen katarzyna=katarzina katherine=katherin kyle=kile laurie=lorry/lauri leah=leea
    leigh=lee leila=layla leon=leeon leonie=leeony liam=leeam lucia=lucheea/luceea luis=luees louis=looee/lewis
    magdalena=magdalayna maeve=mayve malachy=malakee marguerite=margareet marie=maree matias=mateeas matthew=mathyu
    mei=may mhairi=vahree michael=mikel michaela=mikayla michel=meeshell michele=mishell michelle=mishell miguel=meegell
    mikhail=mikale monique=moneek muireann=mwirin munoz=moonyoz naomi=nayomee ng=ing nguyen=win/wen/nwin niamh=neeve
    nicolas=nikolas noelle=noell nuala=noola nunez=noonyez oisin=osheen olga=olga padraig=pawrick/podrig penelope=penelopee
    pham=fam phoebe=feebee pierre=peeair qian=chen qing=ching quentin=kwentin quinn=kwin quan=kwan rachel=raychel
    raphael=rafiel rhea=reea rhian=reean rhys=reese roisin=rosheen ruairi=rory saoirse=seersha/sersha/surcha
    schroeder=shrayder/shroder sean=shawn seamus=shaymus sergei=sergay shea=shay sheila=sheela sian=sharn
    sinead=shinayd siobhan=shivawn/shavon solange=solonj stephen=steeven stephan=stefan susan=soozan svetlana=svetlana
    tadhg=tige tao=dow theresa=tareesa therese=tareze thomas=tomas thompson=tomson tobias=tobias tran=tran ursula=ersula
    vijay=veejay villanueva=veeyanwayva wei=way wendy=wendy wojciech=voychek xander=zander xavier=zavier/havier xi=shee
    ximena=heemena xin=shin xiomara=seeomara xu=shoo yves=eve yvette=eevet yvonne=eevon zachary=zackery zhang=jang
    zhao=jow zhou=joe zoe=zoey zuri=zuri ramirez=rameerez gutierrez=gootyerez/gutierrez gonzalez=gonzales guerrero=gerrero
    rodriguez=rodreegez vasquez=vaskez velazquez=velaskez jaramillo=haramiyo castillo=casteeyo trujillo=trooheeyo
    murillo=mooreeyo llewellyn=lewellin lloyd=loyd mcleod=mccloud mcmahon=mcman mackay=mackeye maclean=mcclane
    beauchamp=beecham cholmondeley=chumley featherstonehaugh=fanshaw leicester=lester worcester=wooster gloucester=gloster
    marjoribanks=marchbanks menzies=mingis colquhoun=cahoon buchanan=byukanan strachan=strawn urquhart=erkert
    wagner=vogner weber=vayber werner=verner wolff=wolf jung=yoong johansson=yohanson jensen=yensen/jensen jansen=yansen
    schultz=shults schwartz=shwarts schneider=shnider schmidt=shmit krueger=kroger mueller=miller/muller koenig=kaynig
    kowalski=kovalskee wisniewski=vishnevskee nowak=novak wojcik=voychik szymanski=shimanskee czerny=cherny
    """)
}  # fmt: skip

LETTERS = str.maketrans({
    "č": "ch", "ć": "ch", "ç": "s", "š": "sh", "ś": "sh", "ş": "sh", "ž": "zh", "ż": "zh", "ź": "zh", "ñ": "ny", "ń": "n",
    "ł": "w", "đ": "d", "ğ": "", "ř": "rzh", "ö": "er", "ø": "er", "ü": "oo", "ä": "e", "æ": "a", "å": "o", "ß": "ss",
    "é": "ay", "è": "e", "ê": "e", "ë": "e", "í": "ee", "ó": "o", "ú": "oo", "á": "a", "ã": "an", "õ": "on", "ę": "en",
    "ą": "on", "ě": "ye", "ů": "oo", "ý": "ee", "ı": "i", "þ": "th", "ð": "th",
})  # fmt: skip
"""Letters with marks, as they are said, for English spelling."""
