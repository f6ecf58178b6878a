import Casework
import Identity
import Register

/// What an official may do with a case, as forms. What the state or the role doesn't allow isn't shown; the server judges again.
struct OfficeActions {
    let file: CaseFile
    let viewer: SignedIn
    let account: String
    let sources: SourceNames
    /// The form's token and the version of the case that is on the screen.
    let hidden: Markup

    private var state: CaseState { file.state }
    private func path(_ action: String) -> String { "/office/cases/\(file.id)/\(action)" }

    /// Who works on it. While it is another, nothing else is offered.
    var claim: Markup {
        if let claim = state.claim {
            if claim.account == account {
                return """
                    <form method="post" action="\(path("release"))" class="claim">\(hidden)<span>您已领取此件（\(claim.at.description)）</span><button class="button small quiet" type="submit" data-key="c">释放 <kbd>c</kbd></button></form>
                    """
            }
            let take: Markup =
                viewer.may(.reassignCase)
                ? """
                <form method="post" action="\(path("release"))">\(hidden)<div class="field"><label for="f-reason">收回原因</label><input id="f-reason" name="reason" type="text" maxlength="100" required minlength="2"></div><button class="button small quiet" type="submit">收回此件</button></form>
                """ : .empty
            return "<div class=\"note warn\"><b>\(claim.name)正在办理此件</b><p>自\(claim.at.description)起领取。释放之前，其他人员不能作出决定。</p>\(take)</div>"
        }
        guard state.isClaimable else { return .empty }
        return """
            <form method="post" action="\(path("claim"))" class="claim">\(hidden)<span>此件无人领取</span><button class="button small" type="submit" data-key="c">领取 <kbd>c</kbd></button></form>
            """
    }

    var decisions: Markup {
        if let claim = state.claim, claim.account != account { return .empty }
        let available = state.available
        var forms: [Markup] = []
        if available.contains(.approve), viewer.may(.decideCase) { forms.append(approve) }
        if available.contains(.giveBack), viewer.may(.returnCase) { forms.append(giveBack) }
        if available.contains(.refuse), viewer.may(.decideCase) { forms.append(refuse) }
        if available.contains(.suspend), viewer.may(.suspendCase) { forms.append(suspend) }
        if available.contains(.resume), viewer.may(.suspendCase) { forms.append(resume) }
        return forms.isEmpty ? .empty : "<section class=\"card decide\"><h2>办理</h2>\(forms)</section>"
    }

    private var approve: Markup {
        let second = state.firstReview.markup { "<p class=\"small soft\">初审：\(sources.actor($0))。复审须由另一位审核人员进行。</p>" }
        return """
            <form method="post" action="\(path("approve"))">\(hidden)\(second)<div class="field"><label for="f-opinion">审核意见</label><textarea id="f-opinion" name="opinion" data-key="a" maxlength="500" rows="2">经审核，符合登记条件。</textarea></div><button class="button" type="submit">通过 <kbd>a</kbd></button></form>
            """
    }

    /// 一次性告知: what was found is ticked already, what else is missing is written below, a line each (条例 17).
    private var giveBack: Markup {
        let open = state.findings.filter { $0.consequence != .note }
        let boxes = open.map { finding -> Markup in
            """
            <label class="choice"><input type="checkbox" name="finding" value="\(finding.check)" checked><span>\(CaseReader.official.told(finding))<br><span class="small soft">\(finding.statute)</span></span></label>
            """
        }
        return """
            <details class="decision"\((!open.isEmpty).markup(" open"))><summary>退回补正（一次性告知） <kbd>r</kbd></summary><form method="post" action="\(path("return"))">\(hidden)\(boxes)<div class="field"><label for="f-items">其他需要补正的内容（每行一项）</label><textarea id="f-items" name="items" data-key="r" maxlength="2000" rows="3"></textarea></div><p class="small soft">须一次写明全部需要补正的内容；补正期间不计入办理时限。</p><button class="button quiet" type="submit">退回补正</button></form></details>
            """
    }

    private var refuse: Markup {
        """
        <details class="decision"><summary>不予登记 <kbd>x</kbd></summary><form method="post" action="\(path("refuse"))">\(hidden)<div class="field"><label for="f-ground">不予登记的理由和依据</label><textarea id="f-ground" name="ground" data-key="x" maxlength="1000" rows="3"></textarea></div><p class="small soft">决定书写明复议和诉讼的权利（《不动产登记暂行条例》第二十二条）。</p><button class="button bad" type="submit">不予登记</button></form></details>
        """
    }

    private var suspend: Markup {
        """
        <details class="decision"><summary>中止</summary><form method="post" action="\(path("suspend"))">\(hidden)<div class="field"><label for="f-ground-kind">中止事由</label><select id="f-ground-kind" name="ground"><option value="court">等待司法机关或其他机关的意见</option><option value="publicNotice">公告期间</option></select></div><div class="field"><label for="f-reason">中止原因</label><input id="f-reason" name="reason" type="text" maxlength="200"></div><button class="button quiet small" type="submit">中止</button></form></details>
        """
    }

    private var resume: Markup {
        """
        <form method="post" action="\(path("resume"))">\(hidden)<div class="field"><label for="f-reason">恢复原因</label><input id="f-reason" name="reason" type="text" maxlength="200"></div><button class="button" type="submit">恢复办理</button></form>
        """
    }
}
