"""The words of asking, by what they are asked for, and the figures spelt out."""

from __future__ import annotations

from talkbot.words import stem

BESIDE_WORDS = frozenset(
    "co author authors together jointly alongside appear appears appeared else".split()
)
DOING = frozenset(
    """do done find found out argue argued conclude concluded claim claimed propose proposed report
    reported study studied suggest suggested discover discovered achieve achieved learn learned
    observe observed show shown us you""".split()
)
NUMBERS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "half an": 0.5}
POLITE = frozenset(
    stem(word)
    for word in """thanks thank much helpful help helps helped great bot talkbot day nice good well
    lot really everything there answer answers job work useful appreciate appreciated lovely again
    that's all bye see today goodbye friend got it cool awake alive online up there was many much
    that very so all mate folks everyone again""".split()
)
# Words of the asking in any question.
ASKING = frozenset(
    """talk talks presentation presentations session sessions lecture lectures seminar seminars
    webinar webinars colloquia recording recordings video videos speaker speakers presenter presenters speech speeches say says
    said saying mention mentions mentioned mentioning discuss discusses discussed discussing speak
    speaks spoke spoken talked speaking give gives gave given giving present presents presented presenting
    except excepting excluding apart besides presentation according please tell know explain explains explained describe describes described
    kindly thanks hello hi okay talking prof dr mr mrs ms""".split()
)
# Words of the asking when talks or people are asked for.
LISTING = ASKING | frozenset(
    """people persons researcher researchers lecturer lecturers person folks list show find name
    names number count total collection library catalogue catalog database archive available exist
    exists host hosts hosting jointly joint cover covers covered covering deal deals dealt dealing address addresses addressing
    addressed focus focuses focused focusing concern concerns concerning relate related relates
    relating regarding involve involves involving involved topic topics subject subjects theme themes
    affiliated affiliation affiliations come comes came coming based anyone someone anybody somebody
    everyone everybody anything something sth everything want wants wanted looking look looks interested
    interest need recommend suggest watch attend see hear search enumerate display get got titled
    called entitled named explore explores touch touches many much various altogether overall
    currently headcount tally here there behind feature features featuring introduce introduces introducing one ones
    specifically exactly actually really including hold holds held conference event events kind sort
    asks ask asked reader patron there's whose two three four all often took take takes lasted lasts
    minutes hours enjoy visit offer appear appears appeared appearing participate participates
    participated participating represented contribute contributes contributed contributing sent sends whatever stuff""".split()
)
SUMMARIZING = ASKING | frozenset(
    """summarize summarise summarized summarised summary summaries overview gist synopsis recap
    outline brief briefly short detail detailed main key central idea ideas point points takeaway
    takeaways message messages contribution contributions finding findings sentence line lines
    nutshell abstract abstracts content contents topic topics subject subjects theme themes two both
    each""".split()
)
COMPARING = SUMMARIZING | frozenset(
    """compare compares comparing comparison difference differences differ differs different
    differently contrast similar similarly similarity similarities common distinguishes
    relate approach approaches two both each""".split()
)
# Words that ask for a value of the record.
RECORD_WORDS = frozenset(
    """from work works working university universities institution institutions institute institutes hospitals clinics dated belong belongs belonged title
    titles date dates year years long longer duration length bio biography abstract transcript
    recorded urls links recent latest newest oldest earliest longest shortest most per each organization
    organisation company companies employer employers track tracks strand strands room rooms hall halls venue language languages tag tags link url
    day month school schools other another others affiliation affiliations affiliated based event
    events conference called titled entitled when job position role run time place""".split()
)
# Words of a question for what is on at some time or place.
SCHEDULE = frozenset(
    """happen happens happened happening scheduled schedule planned plan on program programme agenda
    running start starts starting begin begins next up today's slot slots lineup timetable""".split()
)
DATING = frozenset(
    "when days day last lasted lasting dates happen happened start started starts end ended ends begin began go on".split()
)
WH_WORDS = frozenset("what which who whom whose when where why how".split())
QUESTION_WORDS = WH_WORDS | frozenset(
    """is are was were do does did can could would should
    will has have had may might list show give name tell find summarize summarise compare explain
    describe recommend suggest""".split()
)
NOT_NAMES = frozenset(
    """speaker speakers author authors presenter he she they it person paper method anyone someone
    team group data model system nobody everyone fewest least""".split()
)
