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
_KEPT = r"(?!电话|奖励|渠道|制度|信箱|箱|平台|宣传|办法|系统|方式|公告|牌|投诉电话|和奖励|权)"
_AFTER_REPORT = re.compile(
    r"(?:根据|依据|依照|经由?|由|因|据|凭|接(?![收受])|收到|通过|有人|核查|查实)[^，。；：:《\n]{0,10}?"
    rf"(?:举报|投诉|信访|爆料|上访|来信|来电|网帖){_KEPT}"
    r"|(?:群众|职工|员工|工人|矿工|村民|居民|市民|知情人|家属|网民|网友|有人|内部人员?|匿名|实名|离职人员)"
    rf"[^，。；：:\n]{{0,6}}(?:举报|投诉|反映|来信|来电|爆料|信访|提供线索){_KEPT}"
    r"|(?:12350|12345)[^，。；\n]{0,6}(?:转办|交办|工单|来电|转来|受理)"
    r"|(?:举报|投诉|信访)(?:人|者)?(?:反映|称|说|提供|线索|件|材料|属实|交办|转办|核查|查实)"
)
_HOW_FOUND = re.compile(
    r"(?:自查|自检|自纠|自改|自报)[^，。；\n]{0,8}(?:发现|上报|报告|查出)"
    r"|(?:巡查|检查|督查|督导|抽查|暗访|监测|专家|会诊|排查)[^，。；\n]{0,8}(?:发现|查出)"
)


def persons(text: str) -> Iterator[Finding]:
    """Name, telephone, unit … of a reporter, wherever it stands."""
    for match in _PERSON.finditer(text):
        yield Finding("privacy-reporter", match[0], match.start())


def reports(text: str) -> Iterator[Finding]:
    """Words that tell that a matter came up by a report."""
    for match in _AFTER_REPORT.finditer(text):
        yield Finding("privacy-reporter", match[0], match.start())


def how_found(text: str) -> Iterator[Finding]:
    """Words that tell how a listed hazard was found: what is left was reported."""
    for match in _HOW_FOUND.finditer(text):
        yield Finding("privacy-how-found", match[0], match.start())
