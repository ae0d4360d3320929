"""First names that are met often. Data."""

import re

from assistant.privacy.common import is_common

GIVEN = frozenset(name for name in re.findall(r"\S+", """
    aaliyah aaron abby abdul abigail abraham ada adam adele adrian adriana adrienne agnes ahmed aidan aiden aileen aimee
    aisha alan albert alberto alec alejandra alejandro alex alexa alexander alexandra alexis alfonso alfred alfredo ali
    alice alicia alina alisha alison allan allen allison alma alvin alyssa amanda amelia amir amy ana anastasia andre
    andrea andreas andres andrew andy angela angelica angelina angelo angie anita ann anna annabelle anne annette annie
    anthony antoine anton antonia antonio anya ariana ariel arianna arnold arthur arturo ashley ashton astrid athena
    audrey austin ava avery barbara barry beatrice becky belinda ben benjamin bernadette bernard bernice beth bethany
    betsy betty beverly bianca billy blake bobby bonnie brad bradley brady brandi brandon brayden brenda brendan brent
    brett brian brianna bridget britney brittany brooke bruce bruno bryan bryce caitlin caleb callum calvin cameron camila
    camille candice carl carla carlo carlos carmen carol carolina caroline carolyn carrie carter cassandra cassie
    catherine cathy cecilia cedric celeste celia cesar chad charlene charles charlie charlotte chelsea cheryl chloe chris
    christa christina christine christopher christy cindy claire clara clarence clarissa claudia clayton clifford clinton
    clyde cody colin colleen connie connor conor constance cooper cora corey corinne cory courtney craig cristina curtis
    cynthia daisuke dale dalton damian damien dana daniel daniela danielle danny daphne darius darlene darnell darrell
    darren dave david deanna debbie deborah debra deirdre delia delores denise dennis derek derrick desmond devin devon
    diana diane diego dimitri dmitri dolores dominic don donald donna donovan dora doreen doris dorothy doug douglas
    duncan dustin dwayne dwight dylan eddie edgar edith edmund eduardo edward edwin eileen elaine eleanor elena eli elias
    elijah elisa elise eliza elizabeth ella ellen ellie elliot elsa elsie elvira emilia emilio emily emma emmanuel enrico
    enrique eric erica erik erika erin ernest ernesto esmeralda esteban esther ethan eugene eva evan evelyn ezra fatima
    felicia felipe felix fernando fiona florence floyd frances francesca francis francisco franklin fred freddie frederick
    gabriel gabriela gabrielle gail gareth garrett gary gavin gene genevieve geoffrey george georgia gerald geraldine
    gerard gilbert gina giovanni gladys glen glenda glenn gloria gordon greg gregory greta gretchen guadalupe guillermo
    gustavo gwen gwendolyn hailey hannah hans harold harriet harry harvey hassan hector heidi helen helena henry herbert
    herman hiroshi howard hubert hugh hugo ian ibrahim ida ignacio igor imani imogen ines ingrid irene irina irma isaac
    isabel isabella isabelle isaiah ivan jack jackie jackson jacob jacqueline jacques jaden jaime jake jamal james jamie
    jan jane janet janice janine jared jasmine jason javier jay jayden jeanette jeanne jeff jeffrey jenna jennifer jenny
    jeremiah jeremy jermaine jerome jerry jesse jessica jessie jill jillian jim jimmy joan joann joanna joanne joaquin
    jocelyn jodi jodie jody joe joel joey johann johanna john johnny jon jonah jonas jonathan jordan jorge jose josef
    joseph josephine josh joshua josie joyce juan juana juanita judith judy julia julian juliana julie juliet julio
    julius kaitlyn kamala kara karen karina karl karla kate katelyn katherine kathleen kathryn kathy katie katrina kay
    kayla keisha keith kelly kelsey ken kendra kenji kenneth kenny kerry kevin khalid kimberly kirsten klaus kofi kristen
    kristin kristina kristine kurt kyle kylie lamar lana lance larry lars latoya laura lauren laurie lawrence leah leila
    lena leo leon leonard leonardo leroy leslie leticia lewis liam lillian linda lindsay lindsey lisa lloyd logan lois
    lola lorenzo loretta lori lorraine louis louisa louise lucas lucia lucille lucy luigi luis luke lydia lynn mabel
    mackenzie madeline madison magdalena malcolm malik mandy manuel marc marcel marcella marcia marco marcos marcus
    margaret margarita maria mariah marian mariana marianne marie marilyn mario marion marissa marjorie marlene marsha
    marta martha martin martina marvin mary maryam mateo mathew matt matteo matthew maureen maurice maxine maya megan
    mehmet mei melanie melinda melissa melvin mercedes meredith mia micah michael michaela micheal michele michelle miguel
    mikayla mike mikhail milan mildred milena milton miranda miriam mitchell mohamed mohammad mohammed moira molly mona
    monica monique morgan moses muhammad muriel myra nadia nadine nancy naomi natalia natalie natasha nathan nathaniel
    neil nelson nia nicholas nick nicolas nicole nigel nikita nina noah noel noelle nora norma norman octavio odette olga
    oliver olivia omar oscar oswald otis otto owen pablo paige pam pamela patricia patrick patty paul paula paulette
    pauline pedro peggy penelope percy perry pete peter phil philip phillip phoebe phyllis pierre priscilla priya preston
    quentin quincy rachael rachel raj rafael ralph ramon ramona randall randy raphael raul raymond rebecca reggie reginald
    regina rene renee rhonda ricardo richard rick ricky riley rita robert roberta roberto rochelle roderick rodney
    rodrigo roger roland roman ron ronald ronnie rosa rosalie rosalind rosanna rosario rosemary rosie ross roxanne roy
    ruben rudolph rudy rufus russell ruth ryan sabrina sally salvador sam samantha samir samuel sandra sanjay santiago
    sara sarah sasha saul sean sebastian selena serena sergei sergio shane shannon shaun shawn sheila shelby sheldon
    shelly sheri sherry shirley sidney sierra silvia simon simone sofia sonia sonya sophia sophie spencer stacey stacy
    stanley stefan stella stephanie stephen steve steven stewart stuart susan susanna susie suzanne sven svetlana sydney
    sylvia tabitha tamara tammy tanya tara tasha tatiana taylor ted teresa terrence terri terry thelma theo theodore
    theresa thomas tiffany tim timothy tina tobias todd tom tomas tommy toni tony tracey tracy trevor tricia trisha
    tristan troy tyler tyrone ulrich ursula valentina valeria valerie vanessa vera vernon veronica vicki vicky victor
    victoria vijay vikram vincent virginia vivian vladimir walter wanda warren wayne wendell wendy wesley whitney wilbur
    wilfred wilhelm william willie wilma winston xavier yasmin yolanda yosef yuki yusuf yvette yvonne zachary zainab zoe
""") if not is_common(name))  # fmt: skip
"""Folded; none that is an everyday word too."""
