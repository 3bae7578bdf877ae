"""The tags that come with the shop. Pure data: a new tag is one entry here, and nothing else.

Ids are stored and never used again: give a new tag a new id within its family's hundred.
"""

from domain.members.tag_catalogue.account import ACCOUNT
from domain.members.tag_catalogue.birthdays import BIRTHDAYS
from domain.members.tag_catalogue.buying import BUYING
from domain.members.tag_catalogue.devices import DEVICES
from domain.members.tag_catalogue.features import FEATURES
from domain.members.tag_catalogue.habits import HABITS
from domain.members.tag_catalogue.life import LIFE
from domain.members.tag_catalogue.offers import OFFERS
from domain.members.tag_catalogue.places import PLACES
from domain.members.tag_catalogue.worth import WORTH
from ports.members.tag_rules import Catalogue

CATALOGUE = Catalogue(FEATURES, (*BUYING, *WORTH, *OFFERS, *HABITS, *PLACES, *ACCOUNT, *LIFE, *BIRTHDAYS, *DEVICES))
