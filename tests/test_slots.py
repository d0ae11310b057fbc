"""What a question asks for, and whether a text holds it."""

import pytest

from talkbot.slots import slot_of

HOLDS = [
    ("When did the archive open?", "The archive opened in 1987."),
    ("How many birds were tracked?", "We followed 214 birds for three seasons."),
    ("How much does a station cost?", "A station can be built for under 900 euros."),
    ("How long did the survey take?", "The survey ran for eleven weeks."),
    ("How old is the method?", "It was proposed in the 70s."),
    ("What share of the voters answered?", "Two thirds of them wrote back."),
    ("Which company runs the trial?", "The trial is run by Oxalis Health."),
    ("Which tools are shown?", "We go through snakemake and pydoit."),
    ("Where was she born?", "She was born in Bergen."),
    ("Who is the software for?", "It is made for biologists."),
    ("Which programming language is it written in?", "The sampler is written in Rust."),
    ("How old is the hearth?", "Nine thousand years ago it was dry land."),
    ("What is the talk's message?", "Anything at all."),
    ("How many stations are there?", "Of the PX4 type 26 stand in the valley."),
    ("Which city was mapped?", "The survey began in Bergen."),
    ("In which country is it used?", "It is used in many lands, e.g., The Gambia."),
    ("What was the state of the art before?", "Before, one needed a subquadratic sieve."),
    ("What remedy from hospitals is used?", "Here tomography comes to help."),
    ("When does one need a second coat?", "On rough walls the first one cracks."),
    ("How far does the course go with glazes?", "It ends with mixing your own."),
    ("How deep is the mine?", "The mine reaches 240 metres."),
    ("How heavy are the anvils?", "An anvil of two tonnes was moved."),
    ("What did she do before the mill?", "She joined it after ten years at sea."),
    ("What did she do before the mill?", "She was a pilot until 2008."),
    ("How old is the oldest hearth?", "Radiocarbon dates place it at 7050 BC."),
    ("When was the hearth lit?", "It burnt around 7050 BCE."),
    ("Whom did the scheme help least of all?", "It did little for families at the sea."),
    ("According to Lee, how many kilns were built?", "They built two kilns."),
    ("Who should use it?", "It was written for patients."),
    ("When in a dive does one need air?", "At the bottom it runs short."),
    ("What is the camera put together from?", "It combines filters with a sensor."),
]
LACKS = [
    ("How many kilns were built?", "One of the main aims is to fire tiles."),
    ("How many kilns were built?", "In 1648 the mill was closed."),
    ("When does the archive open?", "The archive opens to everyone."),
    ("How deep is the mine?", "Of 240 miners 12 went down."),
    ("How heavy were the three anvils?", "We measured 340 anvils."),
    ("What did she do before the mill?", "She runs the mill and sings at night."),
    ("When did the archive open?", "The archive opened to everyone."),
    ("How many birds were tracked?", "We followed birds through the night."),
    ("How much does a station cost?", "A station is easily built at home."),
    ("How long did the survey take?", "The survey was sent to 40 schools."),
    ("How old is the speaker?", "We paid the fees for two years."),
    ("Which company runs the trial?", "The trial is run with great care."),
    ("How many stations are there?", "Stations of the PX4 type send data since 2014."),
    ("Which city was mapped?", "The survey of a city began in October, at 40 megawatts."),
    ("Which county ran it?", "It was run with the help of Ada Vale."),
    ("Which firm made it?", "A firm made it from subquadratic parts."),
    ("Which company is behind Lumen?", "Lumen is a library for plots."),
    ("Which company made the ferry?", "The ferry was tried in Bergen in January."),
    ("Where was she born?", "She was born by the sea."),
    ("Which programming language is it written in?", "The sampler mixes quickly."),
]
SPOKEN = [
    ("Whom was she hired by?", "She opened the kiln at dawn.", False),
    ("Where are the slides of her talk?", "She shows glazes.", False),
    ("Where are the slides of her talk?", "The slides are on speakerdeck.", True),
    ("Who funded the dig?", "The dig cost more money than they had.", False),
    ("Who makes the ferries?", "The ferries run all night.", False),
    ("Who makes the ferries?", "They are built by a yard in Lund.", True),
    ("Which newspaper told of it?", "It was told in the market.", False),
    ("Who is the mayor of Lund?", "Lund has a new bridge.", False),
    ("When will the bridge open?", "The bridge was begun in 2031.", False),
    ("When will the bridge open?", "We plan to open it in 2044.", True),
    ("Who owns the mill?", "The mill stands by the river.", False),
    ("Who funded the dig?", "The dig was supported by a foundation.", True),
    ("Who funded the dig?", "The dig lasted three summers.", False),
    ("Where did he get his doctorate?", "He holds a Ph.D. from Lund.", True),
    ("Where did he get his doctorate?", "He studies rivers in Lund.", False),
    ("Who was her adviser?", "She wrote it under Ada Vale.", True),
    ("Where can I buy one?", "It is sold in two shops.", True),
    ("Where can I buy one?", "It is made of salt.", False),
    ("What is her phone number?", "She leads a lab of 12 people.", False),
    ("Which is the best kiln in the valley?", "The kiln stands by the river.", False),
    ("Which is the best kiln in the valley?", "The best kiln is the old one.", True),
    ("Where did he go to university?", "He leads the choir at Lund.", False),
    ("Where did he go to university?", "He studied rivers at Lund.", True),
    ("What's the top speed of the ferry?", "It goes 40 miles on a charge.", False),
    ("What's the top speed of the ferry?", "It reaches 22 knots.", True),
    ("Who is publishing the book?", "The book tells of a year at sea.", False),
    ("How does it avoid leaving processors waiting?", "It shares out the tasks.", True),
    ("Which processor did they use?", "They used a boat.", False),
]


@pytest.mark.parametrize(("question", "text"), HOLDS)
def test_a_text_that_holds_it(question: str, text: str) -> None:
    assert slot_of(question).filled_by(text)


@pytest.mark.parametrize(("question", "text"), LACKS)
def test_a_text_that_lacks_it(question: str, text: str) -> None:
    assert not slot_of(question).filled_by(text)


@pytest.mark.parametrize(("question", "text", "spoken"), SPOKEN)
def test_an_attribute_must_be_spoken_of(question: str, text: str, *, spoken: bool) -> None:
    assert slot_of(question).spoken_of(text) is spoken


def test_names_of_the_people_asked_about_are_no_answer() -> None:
    question = "Which university does Ada Vale teach at?"
    assert not slot_of(question, ["Ada Vale"]).filled_by("In short, Ada Vale teaches algebra.")
    assert slot_of(question, ["Ada Vale"]).filled_by("In short, Ada Vale teaches at Lund.")


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("How many volts does it reach?", {"volt"}),
        ("And how many lines of code is it?", {"line"}),
        ("Which rocket company is behind it?", {"rocket", "compani"}),
        ("Which river was mapped?", set()),
        ("What share was forged?", set()),
        ("What language is it written in?", set()),
        ("How much time does it take?", set()),
        ("Which tools are shown?", set()),
        ("Why is it slow?", set()),
    ],
)
def test_what_is_counted_or_to_be_named(question: str, head: set[str]) -> None:
    assert slot_of(question).head == head
