"""First names that are also everyday words, by language, folded as search compares them; knows nobody."""

_WORDS = {
    "en": """
        amber an april art august autumn bay bee ben berry bill bond brook buck candy carol chance chase
        chip clay cliff cole crystal daisy dale dawn dean destiny do don dot drew earl eve even faith
        fern floor flora forest frank gay gene ginger glen grace grant guy harm harmony hazel heath holly
        honor hope hunter in iris ivy jack jade jasmine jay jet jewel job joke josh joy june kit lane
        lark laurel leaf lily lot major mark mason max may melody mercy miles min misty my nick no nova
        odd olive pan parker pat patience pearl penny per pet pierce poppy precious prudence queen ray
        reed reef rich river rob robin rocky rod rose ruby rusty sage sandy skip sky so son spencer star
        sterling storm sue summer sunny tide ton trinity trip tucker van victor violet ward warren will
        winter woody young
    """,
    "nl": """
        aal aan al an april as baan bas beer ben bent bloem daan dag dan das do eef een elf els en engel
        even fee fijn floor geef goed gun hand harm heer hen jan jet job jong juist juli juni klaar koen
        kort lam lente lies lieve linde lot maan maart mees mei merel min per rein roos ros sam sim sol
        ster storm taal tien til tol tom ton toon trees van veer vier wel wil wolf zon zus
    """,
    "sv": """
        alm april ask august bo bror dag du ek elva en falk frost gun hans hav hed ja jan juli juni kim
        lilja lind lo lova love maj man mars min mina mod my ni nova odd per ran ros rosa sand se sol
        sten stig storm syn ting tom tor torn tur vad val vide vilda vilja vinter viola
    """,
    "nb": """
        alf alm april are ask august be bjorn bo bror dag du en er even finn fred frost glad gro han hans
        hav helge ja jan jo juni lin lind liv live lo love mai man mars min mina mod my nova odd per ran
        ro ros sol stein stig storm syn tang tom tone tor tore torn tur val var vilja vilje vinter
    """,
}
ORDINARY = {code: frozenset(words.split()) for code, words in _WORDS.items()}
