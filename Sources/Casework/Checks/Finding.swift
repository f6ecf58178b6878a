/// What a check found that is not in order: in words for the applicant, with the law and what would mend it.
package struct Finding: Hashable, Sendable, Codable {
    /// What follows from it. No machine refuses a person for good: the worst sends the case to a person (个人信息保护法 24).
    package enum Consequence: String, Hashable, Sendable, Codable, CaseIterable {
        /// Not an obstacle; recorded.
        case note
        /// Data that a department has not given yet: the case waits and asks again.
        case wait
        /// The applicant can mend it.
        case mend
        /// A person has to judge.
        case judge
    }

    package var check: String
    package var consequence: Consequence
    /// What is wrong, as every party of the case may read it: without amounts of one side.
    package var message: String
    /// The amounts that it was found by, each for whom it concerns (`CaseReader`); nil where it is about none.
    package var figures: [Figures]?
    /// The rule it rests on.
    package var statute: String
    /// What the applicant can do.
    package var remedy: String
    /// The materials it was judged on: each has its evidence in the case.
    package var materials: [String]

    package init(check: String, consequence: Consequence, message: String, figures: [Figures]? = nil, statute: String, remedy: String, materials: [String] = []) {
        self.check = check
        self.consequence = consequence
        self.message = message
        self.figures = figures
        self.statute = statute
        self.remedy = remedy
        self.materials = materials
    }
}
