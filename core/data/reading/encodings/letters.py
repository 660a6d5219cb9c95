"""Letters: how likely bytes are in an encoding, by how often languages use their letters.

The frequencies are rough, from memory of common counts; only large differences decide. A table has
few words, so each language counts by itself: an encoding is as likely as the best of its languages.
"""

import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

#: signs that occur with numbers and in headers of tables
_SIGNS = frozenset("°€£¥µ±²³§–—’‘“”„«»½¼×·…™®©\xa0")
_SIGN, _ODD_SIGN, _RARE = -4.5, -11.0, -9.0
#: a capital at the beginning of a word, in a word of capitals, and where none belongs
_FIRST, _CAPITALS, _ODD_CAPITAL = -1.5, -0.7, -7.0
_ACCENT_TOO_MANY, _MIXED = -4.0, -6.0
#: languages that hardly write two accented letters one after the other
_APART = frozenset(("de", "fr", "es", "it", "ca", "sv", "da", "nl", "sq"))
#: languages in which fewer tables are written
_RARER = MappingProxyType({"is": -2.5, "et": -1.5, "ca": -1.5, "sq": -2.5})
_WORDS = re.compile(r"\S+")


def _shares(text: str) -> Mapping[str, float]:
    """Return the logarithm of each letter's share, from `letter weight` pairs."""
    found = {pair[0]: float(pair[1:]) for pair in text.split()}
    whole = sum(found.values())
    return MappingProxyType({letter: math.log(f / whole) for letter, f in found.items()})


#: accented letters of languages with Latin letters
_ACCENTS = MappingProxyType(
    {
        "de": _shares("ü35 ä30 ö18 ß17 é1"),
        "fr": _shares("é60 è11 à12 ê7 ç4 â2 î1.5 ô1.5 û1 ù1.5 ë.3 ï.3 œ.5 ü.2"),
        "es": _shares("ó27 í23 á20 é14 ñ10 ú5.5 ü.5 º.3 ª.3"),
        "pt": _shares("ã22 é14 ç17 á14 í11 ó8 ê7 õ4 ú4 â3 à3 ô3"),
        "it": _shares("è45 à25 ù9 ò10 ì6 é5"),
        "ca": _shares("à20 é18 è15 ó20 ò12 í8 ú4 ç5 ï2 ü2 ·1"),
        "sv": _shares("ä42 å26 ö30 é2"),
        "da": _shares("ø38 å40 æ21 é1 ö.3"),
        "is": _shares("ð18 á18 í15 þ12 ó10 æ8 ö7 ú6 é6 ý2"),
        "nl": _shares("ë40 é30 ï10 è6 ö6 ü6 ê2"),
        "et": _shares("ä35 õ25 ü22 ö8 š2 ž1"),
        "pl": _shares("ę17 ó13 ą15 ł27 ś10 ż12 ć6 ń4 ź1.5"),
        "cs": _shares("í21 á17 é12 ě11 š7 ř9 č9 ž8 ý8 ů5 ú1.5 ť.7 ď.5 ň.8 ó.5"),
        "sk": _shares("á20 í13 č11 é9 š9 ž9 ý9 ľ4 ť5 ú7 ô3 ň2 ä1 ď1 ó1.5 ŕ.1 ĺ.1"),
        "hu": _shares("á29 é28 ö9 ó9 ő8 í6 ü5 ú3 ű2"),
        "ro": _shares("ă38 î15 ş20 ţ17 â10"),
        "hr": _shares("č33 š27 ž18 ć17 đ5"),
        "sq": _shares("ë85 ç15"),
        "tr": _shares("ı34 ü14 ş14 ö8 ğ10 ç9 â.5"),
        "lt": _shares("ė20 š17 į9 ų16 ž12 ū7 č6 ą8 ę4"),
        "lv": _shares("ā35 ī16 ē16 š9 ū6 ņ5 ļ4 ķ3 ž4 č2 ģ1.5"),
    }
)
#: alphabets of their own
_ALPHABETS = MappingProxyType(
    {
        "ru": _shares(
            "о11 е8.5 а8 и7.4 н6.7 т6.3 с5.5 р4.7 в4.5 л4.4 к3.5 м3.2 д3 п2.8 у2.6 я2 ы1.9 ь1.7 "
            "г1.7 з1.7 б1.6 ч1.4 й1.2 х1 ж.9 ш.7 ю.6 ц.5 щ.4 э.3 ф.3 ъ.04 ё.3"
        ),
        "uk": _shares(
            "о9.4 а8.3 н7 и6.3 і6.2 в5.6 т5.5 р5 е4.9 с4.2 к3.7 л3.6 м3.3 д3.3 у3.3 п2.9 я2.4 з2.2 "
            "ь1.8 б1.7 г1.6 ч1.4 х1.2 й1.1 ц.8 ю.8 ж.8 ї.8 ш.7 є.6 щ.4 ф.3 ґ.01"
        ),
        "bg": _shares(
            "а12 и9 о9 е9 т7.5 н7 р5.5 с5 в4.5 д4 к4 л4 п3 м2.7 з2.2 я1.9 ъ1.9 у1.8 г1.7 б1.5 ч1.3 "
            "ж.9 щ.7 ц.7 х.7 й.7 ш.5 ф.3 ю.2 ь.02"
        ),
        "sr": _shares(
            "а12 о9 и9 е9 н6 р5 с5 т5 ј4 у4.5 д4 к4 в4 л3.5 м3.5 п3 з1.7 г1.7 б1.5 ч1 ш1 њ.8 ж.7 "
            "ц.8 "
            "ћ.7 љ.5 х.5 ђ.3 ф.3 џ.05 ѓ.1 ќ.2 ѕ.1"
        ),
        "el": _shares(
            "α10 ο9.5 ι8.5 τ8 ε8 ν6.5 σ5 η5 ρ4.2 π4.2 κ4.2 υ4 ς3.7 μ3.3 ί3 ό3 λ2.9 ά2.1 έ2.1 γ2 "
            "ω1.9 ή1.7 δ1.7 ύ1.5 χ1.2 θ1.2 ώ1 φ.9 β.8 ξ.4 ζ.4 ψ.2 ϊ.05"
        ),
        "he": _shares(
            "י11 ה11 ו10.4 ל7.4 א6.3 ר5.6 ת5 ב4.7 מ4.6 ש4.4 ם4 ע3.2 נ2.9 כ2.7 ד2.6 ח2.5 ק2.1 פ1.7 "
            "ס1.5 ט1.3 ז1.3 ן1.3 צ1.2 ג1.2 ך.8 ף.3 ץ.1"
        ),
        "ar": _shares(
            "ا12.5 ل11.6 ي6.8 م6.5 ن6.3 و6 ر5 ت4 ب4 ع4 ة3.5 ه3.5 د3 ف3 س2.5 ق2.5 أ2.5 ك2.2 ح2 ج1.5 "
            "ش1 ص1 ط1 خ1 ى1 ذ.8 إ.8 ث.6 ز.6 ض.6 غ.5 ء.5 ئ.4 ظ.2 ؤ.2 آ.2"
        ),
        "th": _shares(
            "า7.5 น6.5 ร6 อ5.5 ก5.5 เ5 ง4.5 ่4 ั3.8 ม3.7 ย3.5 ี3.5 ้3 ล3 ว3 ด3 ท3 ส3 ิ3 ต2.7 ห2.5 ค2.2 "
            "ป2 บ2 แ2 พ2 จ1.7 ช1.5 ข1.5 ะ1.5 ุ1.5 ใ1.3 ไ1.3 ู1.2 ำ1 ์1 ื1 โ.9 ถ.8 ผ.6 ึ.5 ็.5 ซ.5 ณ.5 "
            "ศ.4 ภ.4 ธ.4 ฟ.3 ญ.3 ษ.3 ฐ.1 ฝ.1 ฉ.1"
        ),
    }
)


def latin(name: str, *languages: str) -> Callable[[bytes], float]:
    """Return the log-likelihood of bytes in an encoding of Latin letters."""
    return lambda sample: max(
        _RARER.get(language, 0.0)
        + _by_letters(sample, name, _ACCENTS[language], 3 - (language in _APART))
        for language in languages
    )


def alphabet(name: str, *languages: str) -> Callable[[bytes], float]:
    """Return the log-likelihood of bytes in an encoding of another alphabet."""
    return lambda sample: max(
        _by_letters(sample, name, _ALPHABETS[language], 0) for language in languages
    )


def _by_letters(sample: bytes, name: str, shares: Mapping[str, float], most: int) -> float:
    """Return the sum of the logarithms of the letters' shares.

    `most` is how many accents never stand next to each other; 0 for an alphabet of its own, with
    which ASCII letters do not mix.
    """
    whole = 0.0
    for word in _WORDS.findall(sample.decode(name, "replace")):
        ascii_letters = sum(letter.isascii() and letter.isalpha() for letter in word)
        capitals = word.isupper() and len(word) > 1
        row = 0
        for i, letter in enumerate(word):
            if letter.isascii():
                row = 0
                continue
            low = letter.lower()
            if low not in shares and not letter.isalpha():
                whole += _SIGN if letter in _SIGNS else _ODD_SIGN
                row = 0
                continue
            row += 1
            whole += shares.get(low[:1], _RARE)
            if letter != low:
                first = i == 0 or not word[i - 1].isalpha()
                whole += _CAPITALS if capitals else _FIRST if first else _ODD_CAPITAL
            if most and (row >= most or (row > 1 and not ascii_letters)):
                whole += _ACCENT_TOO_MANY
            elif not most and ascii_letters:
                whole += _MIXED
    return whole


_SIMPLE = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事"
    "成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此"
    "已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代"
    "内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安"
    "少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光"
    "放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取城州京男红蓝绿黄黑率度宽价年龄性别姓省县"
)
_TRADITIONAL = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事"
    "成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此"
    "已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代"
    "內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安"
    "少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光"
    "放強即像難且權思王象完設式色路記南品住告類求據程北邊臺灣縣城寬價齡姓紅藍綠黃黑"
)
_KANJI = frozenset(
    "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立"
    "開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性的要用制治度務強気小七成期"
    "公野協取都和統以機平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百派点教報済書府活原先共得解名"
    "交資予川向際査勝面委告軍文反元重近千考判認画海参売利組知案道信策集在件団別物側任引使求所次水半品論計死官増係感特情投示"
    "変打男基私各始島直両朝価式確村提運終果西台広容必応電歳住争能無再位置真流格有口過局少放税町常校料工建語空職土送供可役構"
    "木身費付施切由説転食比車夫研石足南駅種類率量幅値型色赤青黒白猫犬齢"
)
_HANGUL = frozenset(
    "이다는을의에가고하지한로어기사도리자나은시서인들대그아라수정있과전부제만해일스장보동구원주여상성안조오신우관국경공게모소년"
    "위적선세중마미물치면화학비드유방회개연계요진당본생명실재것음업으등결네문식니데야러분품통산알타울길너종류양높색값크남녀이름"
)


def characters(
    name: str, common: frozenset[str], first_level: tuple[int, int], *, kana: bool = False
) -> Callable[[bytes], float]:
    """Return the log-likelihood of bytes in an encoding of many characters.

    `first_level` are the lead bytes of its more usual characters, `common` the most usual.
    """

    def score(sample: bytes) -> float:
        whole = 0.0
        for letter in sample.decode(name, "replace"):
            if letter.isascii():
                continue
            try:
                written = letter.encode(name)
            except UnicodeEncodeError:
                written = b"\0"
            if "\u3040" <= letter <= "\u30ff":
                whole += -4.2 if kana else -8.0
            elif letter in common:
                whole += -5.3
            elif "\uff61" <= letter <= "\uff9f" or len(written) == 1:
                whole += _RARE
            elif "\u3000" <= letter <= "\u3011" or "\uff01" <= letter <= "\uff5e":
                whole += -6.0
            elif first_level[0] <= written[0] <= first_level[1] and len(written) == 2:
                whole += -7.6
            else:
                whole += -12.0
        return whole

    return score


CHARACTERS: Mapping[str, Callable[[bytes], float]] = MappingProxyType(
    {
        "cp949": characters("cp949", _HANGUL, (0xB0, 0xC8)),
        "gb18030": characters("gb18030", _SIMPLE, (0xB0, 0xD7)),
        "big5": characters("big5", _TRADITIONAL, (0xA4, 0xC6)),
        "cp932": characters("cp932", _KANJI, (0x88, 0x97), kana=True),
        "euc_jp": characters("euc_jp", _KANJI, (0xB0, 0xCF), kana=True),
    }
)
