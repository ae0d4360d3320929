"""The closed grammars that are the same in every house, as JSGF."""

YES_NO = """#JSGF V1.0;
grammar yes_no;
public <command> = <yes> | <no> | <end>;
<yes> = yes [please] | yeah | yep | sure | okay | correct | that's right | do it | yes discard this note | yes scratch;
<no> = no [thanks | thank you] | nope | not now | don't;
<end> = cancel | stop | never mind | repeat that | say that again | pause | quiet | lock;
"""
"""What can be said to any question, beside an answer."""

PIN = """#JSGF V1.0;
grammar pin;
public <command> = [<lead>] <digits>+ | [<lead>] <pair> <pair> [<pair>] [<pair>] | <end>;
<lead> = unlock | my pin is | the pin is | it is;
<digits> = [double | triple] ( zero | oh | <unit> );
<pair> = <teen> | <tens> [<unit>];
<unit> = one | two | three | four | five | six | seven | eight | nine;
<teen> = ten | eleven | twelve | thirteen | fourteen | fifteen | sixteen | seventeen | eighteen | nineteen;
<tens> = twenty | thirty | forty | fifty | sixty | seventy | eighty | ninety;
<end> = cancel | stop | never mind | repeat that | say that again | lock;
"""
"""Digit by digit or in pairs: with both in one sentence, "eight two" is heard as "eighty"."""
