-- One row per quarter, person and kind of evidence with any score in force (see reference.in_force).
from reference.in_force('fact.person_state', 'reference.reading')
