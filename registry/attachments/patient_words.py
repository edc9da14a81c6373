"""The words of patient records in six languages: what forms and tables call a patient's name, birth, number, illness."""

import re
from functools import cache
from typing import Final

from babel.dates import get_month_names

LANGUAGES: Final = ("en", "fr", "es", "ru", "zh", "ar")

BIRTH_LABELS: Final = (
    r"date of birth|birth ?date|\bD\.?O\.?B\b\.?|date de naissance|\bDDN\b|fecha de nacimiento|f\. ?nac\b\.?|"
    r"дата рождения|出生(?:日期|年月日|年月)|生日|تاريخ (?:الميلاد|الولادة)|birthday"
)
"""Words that stand before a date on a form, and over a column of them."""

BORN: Final = r"\bborn(?: on)?|\bnée?(?: le)?|\bnacid[oa](?: el)?|\bрод(?:ился|илась)|\bг\.\s?р\.|出生于|生于|من مواليد|المولودة? في"
"""Words in a sentence; they count only beside a person's name."""

RECORD_LABELS: Final = (
    r"\bMRN\b|\b(?:medical|clinical|hospital|patient|case|health|clinic|inpatient|outpatient|\bART) "
    r"?(?:record |file |card |folder |unique )?(?:number|no\.?|nr\.?|id(?:entifier)?|n[°º])(?=\W|$)|"
    r"n(?:um[ée]ro|[°º]|o) (?:de |du )?(?:dossier(?: m[ée]dical| patient)?|patient|malade)|\bIPP\b|"
    r"n(?:[úu]mero|\.?[º°]) de (?:historia(?: cl[íi]nica)?|expediente|paciente)|\bNHC\b|"
    r"(?:номер|№) (?:медицинской карты|истории болезни|амбулаторной карты|пациента|медкарты)|"
    r"病历号|病案号|住院号|门诊号|就诊卡号|患者(?:编号|号|ID)|"
    r"رقم (?:الملف(?: الطبي)?|السجل الطبي|المريض(?:ة)?)"
)
NATIONAL_LABELS: Final = (
    r"national (?:id(?:entity|entification)?|insurance)(?: card)?(?: (?:number|no\.?))?|\bNIN\b|passport (?:number|no\.?)|"
    r"identity card (?:number|no\.?)|carte (?:nationale )?d['’]identit[ée]|\bNNI\b|num[ée]ro (?:national|d['’]identit[ée])|"
    r"n[úu]mero de (?:identidad|identificaci[óo]n|c[ée]dula)|c[ée]dula de identidad|паспорт(?:ные данные|\s*(?:№|номер|серия))|"
    r"身份证(?:号码?)?|护照号码?|الرقم (?:القومي|الوطني)|رقم (?:الهوية|البطاقة|الجواز)"
)
NAME_HEADERS: Final = (
    r"(?:patient|client|beneficiary|child|mother|case|first|last|family|given|full|sur) ?'?s? ?names?|surname|forename|"
    r"names?|nom(?: du patient| complet| de famille)?|pr[ée]noms?|noms? et pr[ée]noms?|patient|paciente|"
    r"nombres?(?: y apellidos?| del paciente| completo)?|apellidos?|ф\.? ?и\.? ?о\.?|фамилия|имя|пациент|"
    r"姓名|患者姓名|病人姓名|名字|اسم المريض(?:ة)?|الاسم(?: الكامل)?|اسم"
)
PATIENT_NAME_HEADERS: Final = (
    r"(?:patient|client|beneficiary|child|mother|case)'?s? ?(?:full |first |last )?names?|nom (?:du|de la) (?:patiente?|malade)|"
    r"nombre (?:del|de la) paciente|(?:ф\.? ?и\.? ?о\.?|имя) пациента|患者姓名|病人姓名|اسم المريض(?:ة)?"
)
ILLNESS_HEADERS: Final = (
    r"diagnos[ie]s|icd(?:[- ]?(?:9|10|11))?(?: code)?|diagnostics?(?: principal)?|cie[- ]?10|cim[- ]?10|maladie|enfermedad|"
    r"diagn[óo]stico|диагноз|мкб(?:-?10)?|诊断|疾病|التشخيص|المرض|hiv status|test result|condition|"
    r"statut (?:vih|s[ée]rologique)|(?:date of )?(?:last )?viral load"
)
ILLNESS: Final = (
    r"diagnos(?:ed|is)|\bHIV\b|\bAIDS\b|\bVIH\b|\bSIDA\b|ВИЧ|СПИД|\bTB\b|tubercul|туберкул|diab[eè]t|диабет|malaria|paludisme|"
    r"малярия|pregnan|enceinte|embarazad|беременн|hepatitis|h[ée]patite|гепатит|cancer|c[áa]ncer|рак\b|positive|positif|"
    r"艾滋|结核|糖尿病|疟疾|怀孕|肝炎|癌|阳性|الإيدز|السل|السكري|الملاريا|حامل|سرطان|إيجابي|\b[A-TV-Z]\d{2}\.\d\b"
)
PHONE_HEADERS: Final = (
    r"(?:tele)?phone(?: (?:number|no\.?))?|mobile|tel\.?|cell|t[ée]l[ée]phone|tel[ée]fono|m[óo]vil|телефон|电话|手机|الهاتف|e-?mail|"
    r"courriel|correo(?: electr[óo]nico)?|почта|邮箱|البريد(?: الإلكتروني)?"
)

PHONE: Final = re.compile(r"(?<![\w.])\+?\(?\d{1,4}\)?(?:[ .\-/]?\d{2,4}){2,5}(?![\w])")
EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PERSON: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mme|Mlle|M|Sr|Sra|Srta|Dr)\.? [^\W\d_a-zа-я][\w'’-]+|"
    r"\b[^\W\d_a-zа-я][^\W\d_A-ZА-Я]+(?:[ -][^\W\d_a-zа-я][^\W\d_A-ZА-Я]+)+|[\u4e00-\u9fff]{2,4}|[\u0621-\u064a]{2,} [\u0621-\u064a]{2,}"
)


@cache
def full_date() -> str:
    """A pattern of dates to the day, in figures or with the name of a month in any of the languages."""
    names = {
        name.rstrip(".").lower()
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for name in get_month_names(width, context, language).values()
        if not name[0].isdigit()
    }
    month = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    year = r"(?:19|20)\d{2}"
    return (
        rf"(?:\d{{1,2}}[./\-]\d{{1,2}}[./\-](?:{year}|\d{{2}})(?!\d)|{year}[./\-年]\s?\d{{1,2}}[./\-月]\s?\d{{1,2}}日?(?!\d)|"
        rf"\d{{1,2}}(?:st|nd|rd|th|er|º)?(?: de)? (?:{month})\.?,?(?: de)? {year}|(?:{month})\.? \d{{1,2}}(?:st|nd|rd|th)?,? {year})"
    )
