"""What the registry's own codes are called, and what those mean that need a sentence: values of enums, closed lists.

Groups carry the name of the field or facet that holds the values. Nothing here knows the enums, which live in
the features above; a test of each feature checks that all its values are named.
"""

from typing import Final

from registry.errors import mark

TERMS: Final[dict[str, dict[str, str]]] = {
    "kind": {
        "solution": mark("Solution"),
        "deployment": mark("Deployment"),
        "standard": mark("Standard"),
        "organisation": mark("Organisation"),
        "country": mark("Country or area"),
    },
    "yes_no": {"yes": mark("Yes"), "no": mark("No")},
    "evidence_level": {
        "not_assessed": mark("Not yet assessed here"),
        "listed": mark("Listed"),
        "vetted": mark("Vetted"),
        "promising": mark("Promising"),
        "proven": mark("Proven"),
    },
    # Solutions
    "type": {
        "software": mark("Software"),
        "ai_model": mark("AI model"),
        "data_set": mark("Data set"),
        "content": mark("Content"),
        "service": mark("Service"),
    },
    "openness": {
        "open_source": mark("Open source"),
        "open_content": mark("Open content"),
        "open_data": mark("Open data"),
        "open_model": mark("Open model"),
        "source_available": mark("Source code available, reuse restricted"),
        "proprietary": mark("Proprietary"),
    },
    "stage": {
        "idea": mark("Idea"),
        "prototype": mark("Prototype"),
        "pilot": mark("Pilot stage"),
        "early_adoption": mark("Early adoption"),
        "scaled": mark("Scaled up"),
        "mature": mark("Mature"),
        "retired": mark("No longer offered"),
    },
    "cost_model": {
        "free": mark("Free of charge"),
        "free_with_paid_support": mark("Free of charge, paid support on offer"),
        "subscription": mark("Subscription"),
        "licence": mark("Licence fee"),
        "usage_based": mark("Paid by use"),
    },
    "role": {
        "owner": mark("Owner"),
        "developer": mark("Developer"),
        "maintainer": mark("Maintainer"),
        "implementer": mark("Implementer"),
        "funder": mark("Funder"),
    },
    "strength": {
        "claimed": mark("Claimed"),
        "documented": mark("Documented"),
        "tested": mark("Tested"),
        "certified": mark("Certified"),
    },
    "relation": {
        "part_of": mark("Part of"),
        "extends": mark("Extends"),
        "interoperates_with": mark("Interoperates with"),
        "successor_of": mark("Successor of"),
    },
    "relation_inward": {
        "part_of": mark("Includes"),
        "extends": mark("Extended by"),
        "interoperates_with": mark("Interoperates with"),
        "successor_of": mark("Succeeded by"),
    },
    "platform": {
        "web": mark("Web browser"),
        "android": "Android",
        "ios": "iOS",
        "windows": "Windows",
        "linux": "Linux",
        "macos": "macOS",
        "server": mark("Server"),
        "sms": "SMS",
        "ussd": "USSD",
        "ivr": mark("Interactive voice response"),
        "api": "API",
    },
    "hosting": {
        "self_hosted": mark("Own servers"),
        "national_cloud": mark("National cloud"),
        "vendor_cloud": mark("Vendor’s cloud"),
    },
    "link": {
        "home": mark("Home page"),
        "source": mark("Source code"),
        "documentation": mark("Documentation"),
        "demo": mark("Demonstration"),
    },
    # Deployments
    "status": {
        "planned": mark("Planned"),
        "pilot": mark("Pilot"),
        "active": mark("Active"),
        "scaled": mark("At scale"),
        "ended": mark("Ended"),
    },
    "confirmation": {
        "pending": mark("Not yet confirmed by the country"),
        "confirmed": mark("Confirmed by the country"),
        "disputed": mark("Disputed by the country"),
    },
    "agreement": {
        "one_source": mark("One source says so"),
        "all_list": mark("All sources on this solution say so"),
        "not_all_list": mark("Not all sources list it"),
        "disputed": mark("Disputed: one source says that it is not so"),
    },
    "amount": {"not_public": mark("amount not public")},
    "coverage": {
        "people": mark("People"),
        "health_workers": mark("Health workers"),
        "facilities": mark("Facilities"),
    },
    # Standards
    "standard_kind": {
        "base_standard": mark("Base standard"),
        "profile": mark("Profile or implementation guide"),
        "terminology": mark("Terminology or classification"),
        "information_model": mark("Information model"),
        "architecture": mark("Architecture"),
        "api": mark("Programming interface"),
        "identifier": mark("Identifier"),
        "process": mark("Process standard"),
        "management": mark("Management standard"),
        "product": mark("Product standard"),
        "assessment": mark("Assessment method"),
        "functional_model": mark("Functional model"),
        "regulation": mark("Regulation"),
        "national": mark("National standard"),
        "guideline": mark("Guideline"),
    },
    "category": {
        "accessibility": mark("Accessibility"),
        "aggregate_reporting": mark("Aggregate reporting"),
        "api": mark("Programming interfaces"),
        "architecture": mark("Architecture"),
        "certificates": mark("Health certificates"),
        "climate": mark("Climate and environment"),
        "communication": mark("Communication"),
        "content": mark("Clinical content"),
        "data_collection": mark("Data collection"),
        "decision_support": mark("Decision support"),
        "devices": mark("Devices"),
        "document_sharing": mark("Document sharing"),
        "eu_eehrxf": mark("European exchange format for health records"),
        "exchange": mark("Data exchange"),
        "financing": mark("Health financing"),
        "format": mark("Data formats"),
        "functional": mark("Functional requirements"),
        "geospatial": mark("Geospatial data"),
        "identity": mark("Identity"),
        "imaging": mark("Imaging"),
        "medicines": mark("Medicines"),
        "privacy_consent": mark("Privacy and consent"),
        "registries": mark("Registries"),
        "research": mark("Research"),
        "safety": mark("Safety"),
        "scheduling": mark("Scheduling"),
        "security": mark("Security"),
        "supply_chain": mark("Supply chain"),
        "telehealth": mark("Telehealth"),
        "terminology": mark("Terminology"),
        "usability": mark("Usability"),
        "who_smart": mark("WHO SMART guidelines"),
    },
    "access_cost": {
        "free": mark("Free to read"),
        "registration": mark("Free to read after registration"),
        "paid": mark("Sold"),
    },
    "process_maturity": {
        "normative": mark("Normative"),
        "trial_use": mark("For trial use"),
        "informative": mark("Informative"),
        "draft": mark("Draft"),
        "published": mark("Published"),
        "retired": mark("Withdrawn"),
    },
    "edition_status": {
        "draft": mark("Draft"),
        "trial": mark("For trial use"),
        "active": mark("In force"),
        "superseded": mark("Superseded"),
        "retired": mark("Withdrawn"),
    },
    "openhie_component": {
        "client_registry": mark("Client registry"),
        "facility_registry": mark("Facility registry"),
        "health_worker_registry": mark("Health worker registry"),
        "terminology_service": mark("Terminology service"),
        "shared_health_record": mark("Shared health record"),
        "product_catalogue": mark("Product catalogue"),
        "health_management_information_system": mark("Health management information system"),
        "finance_insurance_service": mark("Finance and insurance service"),
    },
    "provenance": {
        "found": mark("Found with a source"),
        "unverified": mark("Unverified"),
    },
    # Organisations
    "organisation_kind": {
        "ministry": mark("Ministry"),
        "public_authority": mark("Public authority"),
        "intergovernmental": mark("Intergovernmental organization"),
        "ngo": mark("Nongovernmental organization"),
        "donor": mark("Donor"),
        "foundation": mark("Foundation"),
        "aid_agency": mark("Aid agency"),
        "development_bank": mark("Development bank"),
        "academia": mark("Academic institution"),
        "faith_based": mark("Faith-based organization"),
        "insurer": mark("Insurer"),
        "private_sector": mark("Private company"),
        "developer_community": mark("Developer community"),
        "care_community": mark("Professional association or care community"),
        "patients_public": mark("Patients’ or public group"),
        "standards_body": mark("Standards body"),
        "start_up": mark("Start-up"),
        "research_institute": mark("Research institute"),
    },
    # Countries and areas
    "membership": {
        "member_state": mark("Member State"),
        "associate_member": mark("Associate Member"),
        "withdrawal_notified": mark("Member State that has given notice of withdrawal"),
        "withdrawn": mark("Withdrew from membership"),
        "area": mark("Area"),
    },
    "income": {
        "LIC": mark("Low income"),
        "LMC": mark("Lower-middle income"),
        "UMC": mark("Upper-middle income"),
        "HIC": mark("High income"),
    },
    # Classifications
    "equivalence": {
        "equivalent": mark("Same meaning"),
        "wider": mark("Wider meaning"),
        "narrower": mark("Narrower meaning"),
        "inexact": mark("Similar meaning"),
        "unmatched": mark("No counterpart"),
    },
    "basis": {
        "direct": mark("Direct"),
        "mapped": mark("Mapped"),
    },
    # History
    "change": {
        "added": mark("Added"),
        "removed": mark("Removed"),
        "changed": mark("Changed"),
    },
}

EXPLANATIONS: Final[dict[str, dict[str, str]]] = {
    "evidence_level": {
        "not_assessed": mark("Not yet assessed here. This is not a judgement of the product."),
        "listed": mark("Assessed here; what “vetted” asks is not met, or not known to be."),
        "vetted": mark("All gates were passed by independent review."),
        "promising": mark(
            "Vetted, with benefit shown as its tier of risk asks, and used at scale in a country."
        ),
        "proven": mark("Promising, and used at scale in several countries by different implementers."),
    },
    "status": {
        "not_known": mark("No source here says whether it is planned, at work or over."),
        "planned": mark("Announced or in preparation; it is not yet in use."),
        "pilot": mark("In use at a small number of places, to be tried out."),
        "active": mark("In use, as a source states."),
        "scaled": mark("In use by a stated share of those it is meant for."),
        "ended": mark("It was in use and no longer is."),
    },
    "confirmation": {
        "pending": mark("The country’s own authority has not said yet how it stands to it."),
        "confirmed": mark("The country’s own authority says that it is so."),
        "disputed": mark("The country’s own authority says that it is not so."),
    },
    "strength": {
        "claimed": mark("Somebody says so."),
        "documented": mark("Public documentation shows how."),
        "tested": mark("A test report is published."),
        "certified": mark("A body has certified it."),
    },
    "provenance": {
        "found": mark("The facts on this page were read from the source named here."),
        "unverified": mark(
            "No published source has been checked for this page yet; check it before you rely on it."
        ),
    },
    "basis": {
        "direct": mark("Both codes mean the same in the edition in which a source paired them."),
        "mapped": mark(
            "Carried over from an earlier edition in which a code meant something slightly different."
        ),
    },
}
