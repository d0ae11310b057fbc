"""The evaluation: questions with known answers, asked for real, scored by code.

    items -> observations -> scored rows -> metrics with intervals -> a run folder with its report

No key is needed; two runs differ in their times only.
"""
