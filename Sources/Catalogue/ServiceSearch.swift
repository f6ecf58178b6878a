extension ServiceCatalogue {
    /// The services that a citizen's words point at, best first; all of them, by id, for no words.
    ///
    /// Chinese is typed without spaces, so a phrase that no service contains as it stands counts by its pairs of characters: a third of
    /// them must occur somewhere in what is said of the service.
    package func search(_ query: String) -> [ServiceDefinition] {
        let words = query.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
        guard !words.isEmpty else { return services }
        let ranked = services.compactMap { service -> (service: ServiceDefinition, rank: Int)? in
            let ranks = words.map { Self.rank(of: $0, in: service) }
            guard !ranks.contains(0) else { return nil }
            return (service, ranks.reduce(0, +))
        }
        return ranked.sorted { $0.rank != $1.rank ? $0.rank > $1.rank : $0.service.id < $1.service.id }.map(\.service)
    }

    private static func rank(of word: String, in service: ServiceDefinition) -> Int {
        let names = [service.name.lowercased(), service.shortName.lowercased()]
        let keywords = service.keywords.map { $0.lowercased() }
        let rest = [service.summary.lowercased(), service.category.chinese, service.id]
        if names.contains(where: { $0.contains(word) }) { return 100 }
        if keywords.contains(where: { $0.contains(word) || word.contains($0) }) { return 60 }
        if rest.contains(where: { $0.contains(word) }) { return 40 }
        let characters = Array(word)
        guard characters.count >= 3 else { return 0 }
        let all = names + keywords + rest
        let pairs = (1..<characters.count).map { String(characters[$0 - 1...$0]) }
        let found = pairs.count { pair in all.contains { $0.contains(pair) } }
        return found * 3 >= pairs.count ? found * 30 / pairs.count : 0
    }
}
