"""Names of natural persons: only masked ones may be published.

PIPL 第二十五条 (no publication without consent) and 行政处罚法 第五十条 (个人隐私): in public a
person is 李某 or 王某某. A name is known by its surname; whether the characters after it are a
given name or a word, a list of such words and what follows decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.validation.privacy.text import HAN, Finding

_COMPOUND = tuple(
    re.findall("..", "欧阳司徒司马上官诸葛东方皇甫尉迟公孙慕容令狐夏侯轩辕端木独孤南宫")
)

# Surnames that hardly ever begin another word after 负责人 or 当事人.
_CLEAR = (
    "李王张刘陈杨黄赵吴周徐孙朱林郭罗郑梁谢宋唐邓冯曹彭曾肖田董潘袁蔡蒋余杜叶苏魏吕丁沈姚卢姜崔钟谭陆汪范"
    "廖贾夏韦付邹熊孟秦邱侯尹薛阎雷龙黎史陶贺毛郝顾龚邵覃武莫欧俞冼麦禤植利区萧詹赖蓝练甘柯莊庄凌祝涂缪阮"
    "虞岑鄺邝蒙裴翁戚柳聂岳辛兰倪霍颜樊葛骆褚娄佘饶邢伍闫卓温骆吉祁滕"
)
# Surnames that are also words of everyday sentences: they need an end after the name.
_UNCLEAR = "高何马方万钱严石江金段程康白胡许任于向安成关管包常施文易孔汤牛时季古简车路项解连"

_WORDS = """
陈述 陈旧 陈列 张贴 张挂 杜绝 谢绝 陆续 周边 周围 周密 周期 周知 周年 周转 曾经
曾因 曾在 曾于 曾向 曾被 曾对 曾有 曾与 余下 余款 林业 林场 林地 郑重 田间 雷管
雷电 龙头 武装 武警 夏季 夏天 范围 罗列 宋体 苏醒 贾某 利用 利益 利害 区分 区别
区域 区内 区级 区政 区应 区安 区委 区长 植树 植被 甘愿 付款 付清 付出 付给 史料
毛石 毛料 王府 黄色 黄金 朱红 蓝色 蓝图 练习 兰花 吉日 祝贺 祝愿 凌晨 丁级 庄严
卓越 温度 温馨 熊熊 孟春 钟点 莫大 蒙混 蒙受 欧元 辛苦 霍乱 田地 高度 高级 高温
高空 高处 高管 高于 高达 高危 高边 高陡 高压 高效 高大 高层 高价 高速 何时 何人
何种 何地 何处 何况 马上 马虎 马路 马达 方可 方能 方式 方案 方向 方面 方便 方才
方法 方位 万元 万吨 万一 钱款 钱物 严格 严肃 严禁 严重 严密 严防 严把 严厉 严守
严查 石料 石场 石头 石块 石灰 石方 石材 石矿 江河 江边 金额 金属 金矿 段落 程度
程序 程控 康复 白天 白班 白色 白云 胡乱 许可 许诺 许多 任命 任职 任务 任何 任期
任意 任免 任组 任副 任总 于是 于当 于本 于次 于同 于今 于上 于下 于事 于此 向上
向下 向本 向社 向监 向应 向有 向政 向区 向镇 向县 向市 向职 向全 向从 安全 安排
安装 安置 安监 安委 安办 安徽 成立 成为 成员 成果 成本 成功 关于 关停 关闭 关心
关键 关注 关系 关联 关爱 管理 管控 管辖 管道 管护 包括 包保 包含 包案 包干 常驻
常年 常态 常规 常用 常务 常住 常见 施工 施救 施行 施压 文件 文书 文化 文明 文字
文号 易发 易燃 易爆 汤水 牛角 时间 时期 时任 时限 时段 时常 时刻 季度 季节 古树
简易 简单 简化 简历 车间 车辆 车队 车场 车站 路面 路段 路边 路口 路线 项目 解除
解释 解决 解体 解聘 连续 连夜 连同 连带 连接 余额 余留 苏州 徐州 郑州 温州 柳州
唐山 武汉 岳阳 邵阳 江西 江苏 陶瓷
连线 连日 向班 包庇 许久 成天 安于 常有 常不 段长
董事 周末 周一 周二 周三 周四 周五 周六 周日 谢谢 陈情 麦田 武术 汪洋 江水 江面 龙门 龙颈
"""
_STOPS = frozenset(_WORDS.split())
# Forms of address and of not saying: the surname alone is no name.
_NOT_GIVEN = re.compile(
    r"[某*×＊○〇XxA-Za-z甲乙丙丁]|(?:总|工|局|科长|主任|经理|矿长|科|股长|书记|镇长|区长|县长|师傅|先生|女士|老板|"
    r"厂长|队长|组长|队|氏|姓|家村|家庄|家镇|等|和|及|与|或|的)"
)
_ORGANISATION = re.compile(
    rf"[{HAN}]{{0,16}}?(?:公司|石场|矿|厂|集团|中心|合作社|委员会|村|镇|乡|局|站|所|院|部|队|政府|商店|经营部)"
)
_VERB = re.compile(
    "[在于因未的是为违被对向和与及将从把已存没应须可不涉受拒有擅组带率到现签作要负说称系原任时曾持承挂借代驻以]"
)
_END = re.compile(
    r"\Z|[\s,.;:!?()\[\]<>|/*_\"'、，。；：！？（）【】〔〕《》“”‘’…—·0-9A-Za-z]"
    r"|[等的在于因未对被已曾系为是将应须从与和及或未违拒擅存没经向受涉负把到现男女反说称组签带率要作不可有]"
)
_ROLE = (
    "当事人|法定代表人|法人代表|法人|负责人|矿长|举报人|投诉人|死者|伤者|遇难者|遇难人员|实际控制人|联系人|经营者|"
    "责任人|行为人|姓名|安全员|爆破员|矿主|承包人|投资人|合伙人|股东|总经理|董事长|厂长|场长|被告人|嫌疑人|受害人|被害人"
)
# Words that stand in every sentence about a mine: a name behind them must end like one.
_LOOSE_ROLE = (
    "业主|老板|经理|队长|班长|组长|工程师|总工|技术员|司机|驾驶员|爆破工|操作工"
    "|矿工|工人|员工|职工|村民|证人|伤员|同志|作业人员|管理人员|值班人员|电工|焊工|科长|主任|总监"
)
_LOOSE_END = re.compile(
    r"\Z|[\s,.;:!?()|*_、，。；：！？（）】》”’0-9]|受伤|死亡|遇难|被困|失联|被|因|在|未|等"
    r"|没|无证|脱岗|离岗|违|擅|持"
)
_LOOSELY_CLEAR = "".join(sorted(set(_CLEAR) - set("曾区利莫祝余丁夏史武龙")))
# Masked names do not hide a later one: 李某、王小明, 由李某变更为王小明.
_MASKED_FIRST = (
    rf"(?:[{HAN}]{{1,2}}某{{1,2}}[甲乙丙丁]?\s?(?:[、和及与,，]|变更为|变为|改为|换成)\s?){{0,9}}"
)
_AFTER_ROLE = re.compile(
    rf"(?:{_ROLE})(?:[（(][^（()）\n]{{0,14}}[）)])?"
    rf"([\s*_`]{{0,9}}(?:[：:、|（(“‘\"']|名叫|变更为|由|原为|为|是|系|叫)?[\s*_`|]{{0,9}}){_MASKED_FIRST}"
    rf"(?=((?:{'|'.join(_COMPOUND)})|[{HAN}])\s{{0,2}}([{HAN}])(\s{{0,2}}[{HAN}])?)"
)
_OPENING = frozenset("、（(“‘\"'")
_AFTER_LOOSE_ROLE = re.compile(
    rf"(?:{_LOOSE_ROLE})[\s*_`]{{0,3}}[：:（(“]?((?:{'|'.join(_COMPOUND)})|[{_LOOSELY_CLEAR}])"
    rf"(?=([{HAN}])([{HAN}])?)"
)
# 李建国（矿长）, 张三系该矿法定代表人, 由王小明任厂长, 陈大文同志; and 李建国，男，1970年生.
_BEFORE_ROLE = re.compile(
    rf"(?:\A|(?<=[\s,.;:!?()|*_、，。；：！？（）【】《》“”‘’由对给被与和经将聘命谈罚是为明查]))"
    rf"((?:{'|'.join(_COMPOUND)})|[{_LOOSELY_CLEAR}])([{HAN}]{{1,2}}?)"
    rf"(?:(?:(?:（|\(|，|,)?(?:现任|时任|原任|担任|任|系|是|为|作为)[{HAN}（）()]{{0,20}}?"
    rf"|(?:（|\()(?:该矿|原|时任)?)?"
    r"(?:副|原)?(?:矿长|法定代表人|主要负责人|负责人|实际控制人|总经理|董事长|厂长|场长|矿主|经营者)"
    r"|同志|先生|女士|\s?[，,（(]\s?[男女](?=[，,）)、。\s]))"
)
_NO_NAME_PART = frozenset("镇乡村区县市省局矿厂场队部所站办院科股坑岗副董分原时现各该")
_BARE = re.compile(
    rf"(?:(?:{'|'.join(_COMPOUND)})\s?[{HAN}](?:\s?[{HAN}])?|[{_CLEAR}{_UNCLEAR}]\s?[{HAN}](?:\s?[{HAN}])?)"
)
# 买买提·阿不都: the names of several peoples are joined by a dot.
_FOREIGN = re.compile(rf"[{HAN}]{{1,8}}(?:[·•・][{HAN}]{{1,8}}){{1,3}}")
_LONGEST = 60
"""Characters of a cell in which a name is looked for."""
_UNIT_SIGN = re.compile(
    "[省市区县镇乡村局厅委办所院站部队会社校库厂矿场店行司处科股室]|公司|集团|中心|政府|企业|单位|机构|商行|工商|电力"
    r"|供电|公安|消防|应急|资源|业主|各|本|双方|全体|示例|中国|石化|矿业|石业|建材|实业|水务|林业|水利|[业网电]\Z"
)
_SHOP = re.compile(
    rf"([{HAN}]{{2,3}}?)(?:(?:石|砂|采石|石料|碎石|砂石|采砂|建材|石材|石灰|砖瓦|水泥|加工|石英|瓷土|运输|爆破|机械"
    r"|五金|矿产品|矿泉水|工程|服务|租赁|维修|经营)*(?:[厂场矿店部队行坊站]|商行|经营部|工程队))"
)
_FIRM_END = re.compile(
    r"[厂矿场店行部社队站坊铺点户院所库馆园心司](?:[（(][^（()）]{1,20}[）)])?\Z"
)
# Places and good wishes are no given names: 黄岗石场, 陈坑石场, 林记砂场.
_NO_OWNER = re.compile(
    "[岗坑岭坪坳塘河溪湖桥头石山水村屋家寨洞田围园井口沙屯庄湾冲埔岩林鑫盛发隆顺丰利兴达泰源记氏]"
)
_MASKED = re.compile(
    rf"(?:{'|'.join(_COMPOUND)}|[{HAN}])(?:某{{1,3}}|[*＊×]{{1,3}})[甲乙丙丁戊己庚辛0-9]?"
)


def after_roles(text: str) -> Iterator[Finding]:
    """Unmasked names behind 当事人, 法定代表人, 负责人, 矿长, 举报人 and the like."""
    for match in _AFTER_ROLE.finditer(text):
        lead, surname, first, second = match[1], match[2], match[3], match[4] or ""
        start = match.start(2)
        if _names_somebody(text, lead, start, surname, first):
            ends = [match.end(3), match.end(3) + len(second)]
            end = ends[0] if _END.match(text, ends[0]) else ends[1]
            yield Finding("privacy-name", text[start:end], start)


def beside_roles(text: str) -> Iterator[Finding]:
    """Unmasked names behind 工人, 班长, 司机 and the like, and those that a role follows."""
    for match in _AFTER_LOOSE_ROLE.finditer(text):
        start, given = match.start(1), match.end(1)
        ends = [end for end in (match.end(2), match.end(3)) if end > 0]
        end = next((end for end in ends if _LOOSE_END.match(text, end)), 0)
        if end and _is_name(match[1], text[given:end]) and not _is_organisation(text, start):
            yield Finding("privacy-name", text[start:end], start)
    for match in _BEFORE_ROLE.finditer(text):
        if _is_name(match[1], match[2]) and _NO_NAME_PART.isdisjoint(match[2]):
            yield Finding("privacy-name", match[1] + match[2], match.start(1))


def _is_name(surname: str, given: str) -> bool:
    return surname + given[:1] not in _STOPS and _NOT_GIVEN.match(given) is None


def is_masked(name: str) -> bool:
    """Whether a person's name is masked: surname and 某, 某某 or asterisks."""
    return _MASKED.fullmatch(_ADDED.sub("", name).strip()) is not None


_ADDED = re.compile(
    r"[（(](?:示例|该?矿?(?:矿长|经营者|负责人|主要负责人|法定代表人|实际控制人|安全员)|个体工商户|个体户?)[）)]\Z"
)
"""What may follow a masked name: what somebody is, never who."""


def is_bare(name: str) -> bool:
    """Whether a text is nothing but a personal name: a known surname and one or two characters."""
    name = name.strip()
    if not _BARE.fullmatch(name):
        return False
    together = re.sub(r"\s", "", name)
    if together[:2] in _STOPS or _ORGANISATION.fullmatch(together):
        return False
    return _NOT_GIVEN.match(together, _surname_length(together)) is None


def is_person(name: str) -> bool:
    """Whether a unit's cell names a person: 李建国, 李建国（个体）, 李建国、王某, 李建国等3人."""
    name = re.sub(r"[（(][^（()）]{0,12}[）)]", "", name[:_LONGEST]).strip()
    name = re.sub(r"等(?:[0-9一二两三四五六七八九十]{0,3}(?:人|户|名.{0,3}))?\Z", "", name)
    name = re.sub(r"\A(?:个体(?:户|工商户)?|经营者|业主|户主|矿主)[：:]?", "", name)
    if is_bare(name) or _FOREIGN.fullmatch(name):
        return True
    parts = re.split("[、,，;；/和与及]", name)
    return any(is_bare(part) and part[0] in _LOOSELY_CLEAR for part in parts)


def may_be_person(name: str) -> bool:
    """Whether two to four characters may be somebody of a rare surname, for no unit they name."""
    name = re.sub(r"\s|（示例）", "", name[:_LONGEST])
    return (
        re.fullmatch(rf"[{HAN}]{{2,4}}", name) is not None
        and _NOT_GIVEN.search(name) is None
        and _UNIT_SIGN.search(name) is None
    )


def ends_like_a_firm(name: str) -> bool:
    """Whether a sole trader's name is a shop's: 阿卜杜拉买买提 is not, however long it is."""
    return _FIRM_END.search(name[-_LONGEST:]) is not None


def bears_a_name(name: str) -> bool:
    """Whether a shop is called by its owner's name: 李建国石场, 太和镇张三厂.

    个体工商户名称登记管理办法: a sole trader may take the owner's name, and is then a person.
    """
    shop = re.sub(rf"\A[{HAN}]{{0,12}}[省市区县镇乡村]", "", name[:_LONGEST])
    match = _SHOP.fullmatch(shop)
    if match is None or not is_bare(match[1]) or match[1][0] not in _LOOSELY_CLEAR:
        return False
    return _NO_OWNER.search(match[1], 1) is None


def _surname_length(name: str) -> int:
    return 2 if name[:2] in _COMPOUND and len(name) > 2 else 1


def _names_somebody(text: str, lead: str, start: int, surname: str, first: str) -> bool:
    known = surname in _COMPOUND or surname in _CLEAR or surname in _UNCLEAR
    if not known or surname + first in _STOPS or _is_organisation(text, start):
        return False
    given = start + len(surname)
    while text[given : given + 1].isspace():
        given += 1
    if _NOT_GIVEN.match(text, given):
        return False
    if surname in _COMPOUND:
        return True
    if surname in _CLEAR and lead.strip() not in _OPENING:
        return True
    end = given + 1
    return any(_END.match(text, end + more) for more in (0, 1))


def _is_organisation(text: str, start: int) -> bool:
    """黄岗石场 is a firm, 黄岗在石场 a man at one: no verb stands inside a firm's name."""
    match = _ORGANISATION.match(text, start)
    return match is not None and _VERB.search(match[0].replace("有限", "　　"), 2) is None
