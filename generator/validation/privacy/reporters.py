"""Nothing about a reporter, and nothing that would let a neighbour guess one.

安监总财〔2018〕19号 and 应急〔2020〕69号: name and unit of a reporter are secret; at a small quarry
"found after a report" names him as well as his name would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.validation.privacy.text import Finding

_PERSON = re.compile(
    r"(?:举报|投诉|反映|信访)(?:人|者)[^，。；：:\n]{0,4}"
    r"(?:姓名|名字|姓|电话|手机|单位|住址|身份证|身份|联系方式|微信|工号|班组)"
    r"[^，。；\n]{0,3}?[：:为是]\s*(?![^。\n]{0,6}(?:保密|不公开|不得))[^\s，。；]{1,12}"
)
_KEPT = (
    r"(?!电话|奖励|渠道|制度|信箱|箱|平台|宣传|办法|系统|方式|公告|牌|投诉电话|和奖励|权|保护|途径|热线"
    r"|人的?权利|人保护)"
)
_ACT = "举报|投诉|检举|控告|揭发|告发|信访|爆料|上访|来信|来电|来访|来函|网帖"
_SOMEBODY = (
    "群众|职工|员工|工人|矿工|村民|居民|市民|知情人|家属|网民|网友|有人|内部人员?|匿名|实名|离职人员|班长|组长|安全员|爆破员"
    "|爆破工|司机|驾驶员|电工|会计|技术员|业主|邻矿|同行"
)
_AFTER_REPORT = re.compile(
    r"(?:根据|依据|依照|经由?|由|因|据|凭|接(?![收受])|收到|通过|有人|核查|查实)[^，。；：:《\n]{0,10}?"
    rf"(?:{_ACT}|匿名信){_KEPT}"
    rf"|(?:{_SOMEBODY})"
    rf"[^，。；：:\n]{{0,6}}(?:{_ACT}|反映|提供(?:的)?线索|透露){_KEPT}"
    r"|(?:一名|一位|某名|某位|匿名|有)(?:群众|职工|员工|工人|矿工|村民|居民|知情人|家属|离职人员)"
    r"[^，。；：:\n]{0,6}(?:称|告知|告诉|拍摄|录像|录音|写信|说(?!明|不清|不出))"
    r"|(?:12350|12345)[^，。；\n]{0,6}(?:转办|交办|工单|来电|转来|受理(?![。，]))"
    r"|(?:举报|投诉|信访|检举|控告)(?:人|者)?(?:反映|称|说|提供|线索|件|材料|属实|交办|转办|核查|查实)"
    rf"|(?:被|遭到?|受到|多次|联名|反复)(?:人|他人)?(?:举报|检举|投诉|控告|揭发){_KEPT}"
    r"|匿名信|举报信(?!箱|息)|检举信(?!箱|息)|联名信|(?:来信|来电|来访|上访)群众|爆料人|知情人士?(?=[，。、称说告透提向])"
)
# 鼓励职工举报, 可以匿名举报: what everybody may do tells of nobody.
_INVITED = re.compile(
    "(?:鼓励|欢迎|发动|引导|动员|呼吁|方便|便于|支持|奖励|可以?|允许|不论|无论|有权|保护|保障)"
    r"[^，。；：:\n]{0,8}\Z"
)
_MAY = re.compile("可以|可向|可通过|有权|均可|都可|都能|也可")
# 接到举报后15日内核查, 举报查实的给予奖励, 收到举报12件: rules for all, and counts of many.
_RULE = re.compile(
    "的(?:重大隐患)?，?(?:给予)?奖励|的，(?:企业|单位)(?:不得|应|要)|后(?:应当|要)?[0-9]+日内(?:核查|答复|办结)。"
    "|隐患(?:的)?奖励|[0-9]+件，(?:查实|受理|属实)[0-9]+件|查实[0-9]+件，(?:发放)?奖励"
)
_AFTER = 12
"""Characters after the words of a report in which a rule or a count goes on."""
_MENTIONED = re.compile(
    r"(?:举报|投诉|检举|控告|揭发|告发|信访|上访|反映)(?:人|者)(?!电话|奖励|保护|权|的?(?:信息|身份|姓名)?保密)"
    rf"|(?:检举|揭发|告发){_KEPT}|知情人|匿名"
)
_HOW_FOUND = re.compile(
    r"(?:自查|自检|自纠|自改|自报)[^，。；\n]{0,8}(?:发现|上报|报告|查出)"
    r"|(?:巡查|检查|督查|督导|抽查|暗访|监测(?!系统)|专家|会诊|排查)(?:(?!没有|未)[^，。；\n]){0,8}(?:发现|查出)"
)


def persons(text: str) -> Iterator[Finding]:
    """Name, telephone, unit … of a reporter, wherever it stands."""
    for match in _PERSON.finditer(text):
        yield Finding("privacy-reporter", match[0], match.start())


def reports(text: str) -> Iterator[Finding]:
    """Words that tell that a matter came up by a report."""
    for match in _AFTER_REPORT.finditer(text):
        before = text[max(0, match.start() - 14) : match.start()]
        rule = _RULE.search(text, match.start(), match.end() + _AFTER)
        if not _INVITED.search(before) and not _MAY.search(match[0]) and not rule:
            yield Finding("privacy-reporter", match[0], match.start())


def mentions(text: str) -> Iterator[Finding]:
    """Reporters in the record of a case, where nothing invites anybody to report."""
    for match in _MENTIONED.finditer(text):
        yield Finding("privacy-reporter", match[0], match.start())


def how_found(text: str) -> Iterator[Finding]:
    """Words that tell how a listed hazard was found: what is left was reported."""
    for match in _HOW_FOUND.finditer(text):
        yield Finding("privacy-how-found", match[0], match.start())
