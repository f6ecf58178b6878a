extension WitnessPolicy {
    /// The policy for verifiers, without the witnesses' addresses. Reading it gives the same policy.
    package var text: String {
        var lines = witnesses.map { "witness \($0.label) \($0.key.vkey)" }
        var groups = 0
        func name(_ rule: Rule) -> String {
            switch rule {
            case .nobody: return "none"
            case .witness(let index): return witnesses[index].label
            case .group(let threshold, let members):
                let names = members.map(name)
                groups += 1
                // No witness is called so: a label is one word of the file, and this one is taken first.
                var label = "group-\(groups)"
                while witnesses.contains(where: { $0.label == label }) { label += "-" }
                lines.append("group \(label) \(threshold) \(names.joined(separator: " "))")
                return label
            }
        }
        let quorum = name(quorum)
        return (lines + ["quorum \(quorum)"]).map { $0 + "\n" }.joined()
    }
}
