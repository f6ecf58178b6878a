import Register

/// Every unit of the list lies on the project's parcel (GB/T 37346).
struct UnitsOnParcel: Check {
    static let name = "units-on-parcel"
    static let statute = "《不动产单元设定与代码编制规则》(GB/T 37346)"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let project = facts.project else { return [] }
        if project.units.isEmpty { return [finding("房屋清单为空。", remedy: "请先导入房屋清单。")] }
        return project.units.filter { $0.unit.parcel != project.project.parcel }.prefix(20).map {
            finding("不动产单元\($0.unit)不在项目宗地\(project.project.parcel)上。", remedy: "请更正房屋清单。")
        }
    }
}

/// 连续登记: a unit is first registered once (实施细则 24).
struct UnitsNotRegistered: Check {
    static let name = "units-not-registered"
    static let statute = "《不动产登记暂行条例实施细则》第二十四条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.units.filter { $0.folio.ownership != nil }.prefix(20).map {
            finding("不动产单元\($0.folio.unit)已办理首次登记。", remedy: "请从清单中移除该单元。")
        }
    }
}

/// Each unit has its survey report on file: what buyers no longer have to bring (案例一).
struct SurveyComplete: Check {
    static let name = "survey-complete"
    static let statute = "《不动产登记暂行条例实施细则》第三十五条第（四）项"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let project = facts.project else { return [] }
        return project.units.filter { !project.surveyed.contains($0.unit) }.prefix(20).map {
            finding("不动产单元\($0.unit)没有房屋分户测绘报告。", remedy: "请补充分户测绘成果。", materials: ["survey-report"])
        }
    }
}

/// Building area = inner + shared area, and every area is positive (GB/T 17986.1; quality rule C05).
struct AreasAddUp: Check {
    static let name = "areas-add-up"
    static let statute = "《房产测量规范》(GB/T 17986.1)"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let project = facts.project else { return [] }
        return project.units.filter { unit in
            let areas = unit.description
            return areas.buildingArea <= .zero || abs((areas.innerArea + areas.sharedArea - areas.buildingArea).hundredths) > 1
        }.prefix(20).map {
            finding("不动产单元\($0.unit)的建筑面积不等于专有面积与分摊面积之和。", remedy: "请核对测绘成果后重新导入。", materials: ["survey-report"])
        }
    }
}
