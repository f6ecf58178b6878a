/// Everything that a registry can say about its services without a program: the folder `catalogue`, read and checked.
package struct ServiceCatalogue: Sendable {
    /// By id.
    package let services: [ServiceDefinition]
    /// In the order of the file.
    package let materials: [MaterialDefinition]
    package let laws: [Law]
    package let texts: [CatalogueText]
    package let calendar: WorkCalendar
    /// SHA-256 in hexadecimal over the canonical content of all files, the services' tests left out: what a case is accepted under.
    /// Comments, blank lines and the order of keys don't change it.
    package let hash: String
    /// The same of each file alone, by its path in the folder.
    package let hashes: [String: String]

    private let servicesByID: [String: Int]
    private let materialsByKind: [String: Int]
    private let textsByID: [String: Int]

    package init(
        services: [ServiceDefinition], materials: [MaterialDefinition], laws: [Law], texts: [CatalogueText], calendar: WorkCalendar,
        hash: String, hashes: [String: String] = [:]
    ) {
        self.services = services.sorted { $0.id < $1.id }
        self.materials = materials
        self.laws = laws
        self.texts = texts
        self.calendar = calendar
        self.hash = hash
        self.hashes = hashes
        servicesByID = Dictionary(self.services.enumerated().map { ($1.id, $0) }) { first, _ in first }
        materialsByKind = Dictionary(materials.enumerated().map { ($1.kind, $0) }) { first, _ in first }
        textsByID = Dictionary(texts.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    package func service(_ id: String) -> ServiceDefinition? { servicesByID[id].map { services[$0] } }
    package func material(_ kind: String) -> MaterialDefinition? { materialsByKind[kind].map { materials[$0] } }
    package func text(_ id: String) -> CatalogueText? { textsByID[id].map { texts[$0] } }
}
