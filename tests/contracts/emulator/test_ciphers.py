"""The ciphers against vectors that others published (protocols part G)."""

from adapters.emulator.crypto import gcm_open, gcm_seal, kdniao_sign, push_decrypt, push_encrypt, push_signature


def test_push_cipher_of_the_official_sample() -> None:
    key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    sealed = push_encrypt(key, "wxb11529c136998cb6", "我是中文abcd123", b"aaaabbbbccccdddd")
    assert sealed == "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    assert push_decrypt(key, sealed) == ("我是中文abcd123", "wxb11529c136998cb6")


def test_echo_signature_and_content() -> None:
    echo = "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q=="
    assert push_signature("123456", "1411443780", "437374425", echo) == "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96"
    plain = push_decrypt("kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", echo)
    assert plain == ("5927782489442352469", "wx49f0ab532d5d035a")


def test_gcm_of_the_official_library() -> None:
    key, nonce = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb", "uluk4a9R25RW"
    assert gcm_seal(key, nonce, "associatedData", b"message") == "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI="
    assert gcm_open(key, nonce, "associatedData", "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=") == b"message"


def test_kdniao_signs_the_hex_text() -> None:
    key = "56da2cf8-c8a2-44b2-b6fa-476cd7d1ba17"
    single = "{'OrderCode':'','ShipperCode':'SF','LogisticCode':'118954907573'}"
    double = '{"OrderCode":"","ShipperCode":"SF","LogisticCode":"118650888018"}'
    assert kdniao_sign(single, key) == "OWFhM2I5N2ViM2U2MGRkMjc4YzU2NmVlZWI3ZDk0MmE="
    assert kdniao_sign(double, key) == "N2NlZjJiOWIzNjc3ZmY0MGQ1NThjNjBmNjZhOGIzODQ="
