/// Every reason for which the register refuses a filing. Codes are stable: clients and archives rely on them.
package enum RefusalCode: String, Hashable, Sendable, Codable, CaseIterable {
    case wrongBasis = "wrong-basis"
    case unitCancelled = "unit-cancelled"
    case notFirstRegistered = "not-first-registered"
    case alreadyRegistered = "already-registered"
    case notSurveyed = "not-surveyed"
    case seized = "seized"
    case preSeized = "pre-seized"
    case parcelSeized = "parcel-seized"
    case objectionPending = "objection-pending"
    case noticeStands = "notice-stands"
    case mortgageeConsentNeeded = "mortgagee-consent-needed"
    case constructionMortgage = "construction-mortgage"
    case juniorMortgageeConsentNeeded = "junior-mortgagee-consent-needed"
    case residenceHolderConsentNeeded = "residence-holder-consent-needed"
    case easementHolderConsentNeeded = "easement-holder-consent-needed"
    case locked = "locked"
    case coOwnerConsentNeeded = "co-owner-consent-needed"
    case firstRefusal = "first-refusal"
    case notTheHolder = "not-the-holder"
    case badShares = "bad-shares"
    case noHolder = "no-holder"
    case nothingTransferred = "nothing-transferred"
    case priceMissing = "price-missing"
    case rightDoesNotFit = "right-does-not-fit"
    case holderNotOnPage = "holder-not-on-page"
    case entryNotFound = "entry-not-found"
    case amountNotPositive = "amount-not-positive"
    case termReversed = "term-reversed"
    case mortgagorNotOwner = "mortgagor-not-owner"
    case mortgageScopeMissing = "mortgage-scope-missing"
    case notMaximumAmount = "not-maximum-amount"
    case maximumNotDetermined = "maximum-not-determined"
    case assignmentMissing = "assignment-missing"
    case aboveMaximum = "above-maximum"
    case ranksIncomplete = "ranks-incomplete"
    case noticeOnBuilt = "notice-on-built"
    case noticeNeedsOwner = "notice-needs-owner"
    case noticeTaken = "notice-taken"
    case noticeNotFulfilled = "notice-not-fulfilled"
    case ownObjection = "own-objection"
    case sameObjection = "same-objection"
    case objectionNotLapsed = "objection-not-lapsed"
    case noticeNotLapsed = "notice-not-lapsed"
    case seizureTooLong = "seizure-too-long"
    case seizureExpired = "seizure-expired"
    case seizureNotExpired = "seizure-not-expired"
    case documentMissing = "document-missing"
    case orderNeeded = "order-needed"
    case seizureNeedsTarget = "seizure-needs-target"
    case residenceExists = "residence-exists"
    case residenceNeedsDwelling = "residence-needs-dwelling"
    case dominantIsServient = "dominant-is-servient"
    case easementTooLong = "easement-too-long"
    case notYetEnded = "not-yet-ended"
    case burdensRemain = "burdens-remain"
    case nothingChanges = "nothing-changes"
    case landTermTooLong = "land-term-too-long"
    case groundMissing = "ground-missing"
    case noPage = "no-page"
}

extension RefusalCode {
    /// What is wrong, for a citizen.
    package var chinese: String { text.message }
    /// The rule it rests on.
    package var statute: String { text.statute }
    /// What would mend it.
    package var remedy: String { text.remedy }

    private var text: (message: String, statute: String, remedy: String) {
        switch self {
        case .wrongBasis:
            (
                "登记的依据不符合要求:申请人不是依法可以申请这项登记的人。",
                "《不动产登记暂行条例》第十四条",
                "请由登记簿上的权利人(及依法应当共同申请的人)申请,或提交生效法律文书。"
            )
        case .unitCancelled:
            (
                "该不动产单元已注销,不能再办理登记。",
                "《不动产登记暂行条例实施细则》第二十八条",
                "请核对不动产单元号;单元分割、合并后请使用新的单元号。"
            )
        case .notFirstRegistered:
            (
                "该不动产尚未办理首次登记。",
                "《不动产登记暂行条例实施细则》第二十四条",
                "请先办理首次登记。"
            )
        case .alreadyRegistered:
            (
                "该不动产已经办理过首次登记。",
                "《不动产登记暂行条例实施细则》第二十四条",
                "已登记的权利请办理转移、变更或更正登记。"
            )
        case .notSurveyed:
            (
                "房屋尚未竣工实测,不能办理所有权登记。",
                "《不动产登记暂行条例实施细则》第三十五条",
                "请提交房屋实测成果后再申请。"
            )
        case .seized:
            (
                "该不动产正被人民法院(或其他有权机关)查封。",
                "《城市房地产管理法》第三十八条第(二)项、《民法典》第三百九十九条第(五)项",
                "须由查封机关解除查封后再申请。"
            )
        case .preSeized:
            (
                "该不动产已被预查封。",
                "《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》",
                "须由查封机关解除预查封后再申请。"
            )
        case .parcelSeized:
            (
                "该不动产所在宗地正被查封,查封效力及于地上建筑物。",
                "《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第二十一条",
                "须由查封机关解除查封后再申请。"
            )
        case .objectionPending:
            (
                "该不动产上有异议登记,申请人尚未书面承诺承担风险。",
                "《民法典》第二百二十条、《不动产登记暂行条例实施细则》第八十四条",
                "请知悉异议内容,并签署自愿承担风险的书面承诺后再申请。"
            )
        case .noticeStands:
            (
                "该不动产上有他人的预告登记,未经预告登记权利人同意不得处分。",
                "《民法典》第二百二十一条",
                "请取得预告登记权利人的书面同意,或待预告登记失效、注销后再申请。"
            )
        case .mortgageeConsentNeeded:
            (
                "该不动产上有抵押权,转让须经抵押权人同意。",
                "《民法典》第四百零六条、自然资发〔2021〕54号",
                "请抵押权人共同申请或出具书面同意,或先办理抵押权注销登记。"
            )
        case .constructionMortgage:
            (
                "该单元尚在在建建筑物抵押范围内。",
                "《不动产登记暂行条例实施细则》第七十五条、第八十六条",
                "请先办理该单元的抵押权注销(解除在建抵押)。"
            )
        case .juniorMortgageeConsentNeeded:
            (
                "抵押权的变更会影响其他抵押权人,尚缺其书面同意。",
                "《民法典》第四百零九条",
                "请取得其他抵押权人的书面同意。"
            )
        case .residenceHolderConsentNeeded:
            (
                "该房屋上有居住权,尚缺居住权人的书面同意。",
                "《民法典》第三百六十六条、第三百六十八条",
                "请取得居住权人的书面同意,或待居住权消灭后再申请。"
            )
        case .easementHolderConsentNeeded:
            (
                "该不动产上有地役权,尚缺地役权人的书面同意。",
                "《不动产登记暂行条例实施细则》第二十八条",
                "请取得地役权人的书面同意。"
            )
        case .locked:
            (
                "该不动产被有权机关限制办理登记。",
                "《不动产登记暂行条例》第二十二条",
                "请向作出限制的机关查询并办理解除手续。"
            )
        case .coOwnerConsentNeeded:
            (
                "处分共有的不动产,尚缺其他共有人的同意。",
                "《民法典》第三百零一条",
                "按份共有须占份额三分之二以上的共有人同意,共同共有须全体共有人同意。"
            )
        case .firstRefusal:
            (
                "按份共有人对外转让份额,其他共有人尚未放弃优先购买权。",
                "《民法典》第三百零五条、第三百零六条",
                "请取得其他共有人放弃优先购买权的书面声明。"
            )
        case .notTheHolder:
            (
                "转让人不是登记簿记载的权利人。",
                "《民法典》第二百零九条、第二百一十六条",
                "请由登记簿记载的权利人申请。"
            )
        case .badShares:
            (
                "共有份额之和不等于百分之百,或共有方式与权利人人数不符。",
                "《民法典》第二百九十八条、《不动产登记暂行条例实施细则》第十条",
                "请核对共有方式和每位共有人的份额。"
            )
        case .noHolder:
            (
                "没有写明权利人,或同一权利人重复出现。",
                "《不动产登记暂行条例》第八条",
                "请核对权利人。"
            )
        case .nothingTransferred:
            (
                "转移前后的权利人和份额完全相同。",
                "《不动产登记暂行条例实施细则》第二十七条",
                "请核对受让人;只改变共有方式的请办理变更登记。"
            )
        case .priceMissing:
            (
                "买卖须写明价格。",
                "《民法典》第五百九十六条",
                "请填写成交价格。"
            )
        case .rightDoesNotFit:
            (
                "权利类型与该不动产单元的宗地特征或定着物不符。",
                "《不动产单元设定与代码编制规则》(GB/T 37346)",
                "请核对权利类型和不动产单元号。"
            )
        case .holderNotOnPage:
            (
                "登记簿上没有这一权利人。",
                "《民法典》第二百一十六条",
                "请核对权利人。"
            )
        case .entryNotFound:
            (
                "登记簿上没有这一现势的登记事项。",
                "《民法典》第二百一十六条",
                "请刷新登记簿信息后重新选择。"
            )
        case .amountNotPositive:
            (
                "金额须大于零。",
                "《不动产登记暂行条例实施细则》第六十六条",
                "请填写债权数额或价格。"
            )
        case .termReversed:
            (
                "期限的截止日期早于起始日期。",
                "《不动产登记暂行条例》第八条",
                "请核对起止日期。"
            )
        case .mortgagorNotOwner:
            (
                "抵押人不是登记簿记载的权利人。",
                "《民法典》第三百九十五条、第四百零二条",
                "请由登记簿记载的全体权利人作为抵押人。"
            )
        case .mortgageScopeMissing:
            (
                "没有填写担保范围。",
                "《民法典》第三百八十九条、自然资发〔2021〕54号",
                "请填写担保范围。"
            )
        case .notMaximumAmount:
            (
                "只有尚未确定的最高额抵押权才能办理确定登记。",
                "《民法典》第四百二十三条",
                "请核对抵押权。"
            )
        case .maximumNotDetermined:
            (
                "最高额抵押担保的债权确定前,部分债权转让的,抵押权不得转让。",
                "《民法典》第四百二十一条",
                "请先办理最高额抵押权确定登记。"
            )
        case .assignmentMissing:
            (
                "抵押权不得与债权分离而单独转让,缺少债权转让文件。",
                "《民法典》第四百零七条",
                "请提交债权转让协议。"
            )
        case .aboveMaximum:
            (
                "确定的债权数额超过最高债权额。",
                "《民法典》第四百二十条",
                "请核对数额。"
            )
        case .ranksIncomplete:
            (
                "顺位变更须列出全部抵押权,且不得重复。",
                "《民法典》第四百零九条",
                "请重新填写全部抵押权的顺位。"
            )
        case .noticeOnBuilt:
            (
                "已办理首次登记的房屋不能再办理预购商品房预告登记。",
                "《不动产登记暂行条例实施细则》第八十五条、第八十六条",
                "请直接办理转移登记或其他不动产的预告登记。"
            )
        case .noticeNeedsOwner:
            (
                "义务人不是登记簿记载的权利人。",
                "《民法典》第二百二十一条",
                "请由登记簿记载的权利人作为义务人。"
            )
        case .noticeTaken:
            (
                "该单元已有他人的预告登记。",
                "《民法典》第二百二十一条",
                "请待原预告登记失效或注销后再申请。"
            )
        case .noticeNotFulfilled:
            (
                "预告登记与本次登记的权利人不一致,不能转为本登记。",
                "《民法典》第二百二十一条",
                "请由预告登记权利人申请。"
            )
        case .ownObjection:
            (
                "权利人不能对自己的登记申请异议登记。",
                "《民法典》第二百二十条",
                "请办理更正登记。"
            )
        case .sameObjection:
            (
                "同一利害关系人就同一事由已申请过异议登记。",
                "《不动产登记暂行条例实施细则》第八十三条",
                "请向人民法院提起诉讼。"
            )
        case .objectionNotLapsed:
            (
                "异议登记尚未失效。",
                "《民法典》第二百二十条",
                "异议登记之日起十五日内未提起诉讼的,异议登记失效。"
            )
        case .noticeNotLapsed:
            (
                "预告登记尚未失效。",
                "《民法典》第二百二十一条",
                "自能够进行不动产登记之日起九十日内未申请登记的,预告登记失效。"
            )
        case .seizureTooLong:
            (
                "查封期限超过三年。",
                "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第四百八十五条",
                "请由查封机关更正查封期限。"
            )
        case .seizureExpired:
            (
                "查封已到期,不能续封。",
                "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第四百八十五条",
                "请由查封机关重新查封。"
            )
        case .seizureNotExpired:
            (
                "查封尚未到期。",
                "《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第二十七条",
                "提前解除查封须有解除查封的法律文书。"
            )
        case .documentMissing:
            (
                "缺少有权机关的法律文书文号。",
                "《不动产登记暂行条例实施细则》第九十条",
                "请补充协助执行通知书及裁定的文号。"
            )
        case .orderNeeded:
            (
                "这项登记只能依有权机关的嘱托办理。",
                "《不动产登记暂行条例实施细则》第十九条、第九十条",
                "请由有权机关出具法律文书。"
            )
        case .seizureNeedsTarget:
            (
                "预查封须写明被执行人(预购人)。",
                "《不动产登记暂行条例实施细则》第九十条",
                "请补充被执行人。"
            )
        case .residenceExists:
            (
                "该住宅上已有居住权。",
                "《民法典》第三百六十六条",
                "请先办理原居住权注销登记。"
            )
        case .residenceNeedsDwelling:
            (
                "居住权只能设立在住宅上,权利人须为自然人。",
                "《民法典》第三百六十六条",
                "请核对房屋用途和权利人。"
            )
        case .dominantIsServient:
            (
                "需役地与供役地不能是同一不动产单元。",
                "《民法典》第三百七十二条",
                "请核对需役地和供役地。"
            )
        case .easementTooLong:
            (
                "地役权的期限超过土地使用权的剩余期限。",
                "《民法典》第三百七十七条",
                "请核对地役权期限。"
            )
        case .notYetEnded:
            (
                "期限尚未届满。",
                "《民法典》第三百七十条、第三百八十四条",
                "请选择正确的消灭原因,或待期限届满后再申请。"
            )
        case .burdensRemain:
            (
                "该不动产上还有未注销的权利或限制,不能注销。",
                "《不动产登记暂行条例实施细则》第二十八条",
                "请先取得抵押权人、地役权人、预告登记权利人等的书面同意或办理注销。"
            )
        case .nothingChanges:
            (
                "变更前后的内容完全相同。",
                "《不动产登记暂行条例实施细则》第二十六条",
                "请核对变更内容。"
            )
        case .landTermTooLong:
            (
                "土地使用期限超过法定最高年限。",
                "《城镇国有土地使用权出让和转让暂行条例》第十二条",
                "请核对土地使用期限。"
            )
        case .groundMissing:
            (
                "更正登记须写明更正的事由。",
                "《民法典》第二百二十条",
                "请填写更正事由。"
            )
        case .noPage:
            (
                "没有该不动产单元的登记簿页。",
                "《不动产登记暂行条例》第八条",
                "请先完成不动产单元的权籍调查。"
            )
        }
    }
}
