"""WeCom, as the community knows it."""

from adapters.wecom.app import CorpApp
from adapters.wecom.behaviour import CorpBehaviour
from adapters.wecom.callbacks import CorpCallbacks
from adapters.wecom.client import WecomClient
from adapters.wecom.contacts import CorpContacts
from adapters.wecom.groups import CorpGroups
from adapters.wecom.live_codes import CorpLiveCodes
from adapters.wecom.mass import CorpMassMessages
from adapters.wecom.moments import CorpMoments
from adapters.wecom.tags import CorpTags
from adapters.wecom.transfers import CorpTransfers
from adapters.wecom.welcome import CorpWelcome
from app.assembly.community import WecomPartners


def wecom_partners(client: WecomClient, public_url: str) -> WecomPartners:
    return WecomPartners(
        corp_id=client.config.corp_id,
        contacts=CorpContacts(client),
        tags=CorpTags(client),
        live_codes=CorpLiveCodes(client),
        welcome=CorpWelcome(client),
        callbacks=CorpCallbacks(client.config, client.clock),
        budgets=client.budgets,
        app=CorpApp(client),
        transfers=CorpTransfers(client),
        groups=CorpGroups(client),
        mass_messages=CorpMassMessages(client),
        sidebar_url=f"{public_url}/sidebar/",
        moments=CorpMoments(client),
        shop_url=f"{public_url}/mini/",
        behaviour=CorpBehaviour(client),
    )
