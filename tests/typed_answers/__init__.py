"""Keys and answers of known worth: kinds of keys times ways of answering.

A kind of key knows answers that deserve all the points, none or a part; the ways of answering put them into sentences,
deny them, take them back or mix them. Neither shares code or word lists with the rules.
"""
