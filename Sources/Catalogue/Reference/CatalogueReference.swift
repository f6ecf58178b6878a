import Register

/// Writes the catalogue down for people and for editors. Both pages come from the shapes that check the files, so they can't be wrong
/// about them.
package enum CatalogueReference {
    /// The reference page in Markdown: every service, material, text and calendar, and every key of their files. No line break at its end.
    package static func markdown(_ catalogue: ServiceCatalogue) -> String {
        var page = MarkdownPage()
        page.heading(1, "Catalogue")
        page.text(
            """
            This page is generated from the folder `catalogue` and from the shapes that its loader checks files against; \
            `dengbu catalogue reference` prints it. How to add a service is told in [how-to-add-a-service](../how-to-add-a-service.md).
            """)
        page.heading(2, "Services")
        page.table(
            ["Service", "Name", "Category", "Who decides", "Promised", "By law", "Tests"],
            catalogue.services.map {
                [
                    "[`\($0.id)`](#\(MarkdownPage.anchor($0.id)))", $0.name, $0.category.chinese, $0.review.chinese, $0.within.target.chinese,
                    $0.within.legalChinese, String($0.tests.count),
                ]
            })
        for service in catalogue.services { ServicePage(service: service, catalogue: catalogue).write(to: &page) }

        page.heading(2, "Materials")
        page.table(
            ["Kind", "Name", "Who has it", "Uploads", "Wanted by"],
            catalogue.materials.map { material in
                [
                    "`\(material.kind)`", material.name, material.issuer,
                    material.formats.isEmpty ? "never" : "\(material.formats.map(\.rawValue).joined(separator: ", ")), \(material.maxMegabytes) MB",
                    catalogue.services.filter { $0.material(material.kind) != nil }.map { "`\($0.id)`" }.joined(separator: " "),
                ]
            })

        page.heading(2, "Texts")
        page.table(
            ["Id", "Title", "Law", "Signed in"],
            catalogue.texts.map { text in
                [
                    "`\(text.id)`", text.title, text.law.map(\.chinese).joined(separator: "; "),
                    catalogue.services.filter { $0.declarations.contains { $0.name == text.id } }.map { "`\($0.id)`" }.joined(separator: " "),
                ]
            })

        page.heading(2, "Laws")
        page.table(["Short", "Title", "Issued"], catalogue.laws.map { [$0.name, $0.title, $0.issued] })

        page.heading(2, "Calendar")
        page.text("Years that are not listed are reckoned by weekends alone, and every due day that falls into them is marked as uncertain.")
        page.table(
            ["Year", "Source", "Days off", "Weekend days worked"],
            catalogue.calendar.years.map { year in
                [
                    String(year.year), year.source, year.holidays.map { "\($0.name) \($0.from) – \($0.until)" }.joined(separator: "; "),
                    year.working.map(\.description).joined(separator: ", "),
                ]
            })

        page.heading(2, "Keys of a service file")
        page.text("Indented keys belong to the key above them; **bold** ones are required. An unknown key is an error.")
        page.fields(ServiceShape.service)
        page.heading(2, "Keys of the other files")
        for (name, fields) in [
            ("materials.yaml", ServiceShape.materialsFile), ("laws.yaml", ServiceShape.lawsFile), ("texts/*.yaml", ServiceShape.textsFile),
            ("calendars/*.yaml", ServiceShape.calendarFile),
        ] {
            page.heading(3, "`\(name)`")
            page.fields(fields)
        }
        return String(page.content.dropLast())
    }

    /// The JSON schema (draft 2020-12) of a service file, for editors that complete and check while somebody types.
    package static func serviceSchema(primitives: Primitives, catalogue: ServiceCatalogue) -> String {
        var names = Names(primitives)
        names[.materials] = Set(catalogue.materials.map(\.kind))
        names[.texts] = Set(catalogue.texts.map(\.id))
        names[.laws] = Set(catalogue.laws.map(\.name))
        let schema = JSONSchema(names: names)
        let head: [CatalogueValue.Entry] = [
            .init("$schema", .text("https://json-schema.org/draft/2020-12/schema")), .init("title", .text("Service of the registration catalogue")),
        ]
        return JSONText.pretty(.map(head + schema.object(ServiceShape.service).entries)) + "\n"
    }
}
