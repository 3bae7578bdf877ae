"""The cipher of encryptedData against what others published (protocols G.5), and against damage."""

import json

import pytest

from adapters.tencent.crypt import BadMessage
from adapters.wechat.user_data import opened
from tests.group_data import a_key, content, seal

SESSION_KEY = "tiihtNczf5v6AKRyjwEUhQ=="
IV = "r7BXXKkLb8qrSNn05n0qiA=="
SEALED = (
    "CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+3hVbJSRgv+4lGOET"
    "KUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInNlxuacJXw"
    "u0fjpXfz/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UI"
    "eorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQlVsAJdNiKdYmYV"
    "oKlaRv85IfVunYzO0IKXsyl7JCUjCpoG20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew=="
)


def test_the_published_vector() -> None:
    found = json.loads(opened(SESSION_KEY, SEALED, IV))
    assert (found["openId"], found["nickName"]) == ("oGZUI0egBJY1zhBYw2KhdUfwVJJE", "Band")
    assert found["watermark"] == {"timestamp": 1477314187, "appid": "wx4f4bc4dec97d474b"}


def test_what_the_tests_seal_is_opened() -> None:
    key = a_key()
    assert json.loads(opened(key, *seal(key, content(1)))) == content(1)


@pytest.mark.parametrize(
    "changed",
    [
        {"session_key": "a2V5"},
        {"session_key": ""},
        {"encrypted_data": ""},
        {"encrypted_data": SEALED[:-4]},
        {"encrypted_data": "这不是密文"},
        {"encrypted_data": "A" * 10_000},
        {"iv": "AAAA"},
        {"iv": "***"},
    ],
)
def test_what_is_no_sealed_text_is_refused(changed: dict[str, str]) -> None:
    given = {"session_key": SESSION_KEY, "encrypted_data": SEALED, "iv": IV} | changed
    with pytest.raises(BadMessage):
        opened(**given)
