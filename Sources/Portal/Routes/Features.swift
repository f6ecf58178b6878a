import Casework

/// Every feature of the portal, in the order in which the site is read.
package enum Features {
    package static func all(
        desk: Desk, streams: EventStreams, signIn: SignInDesk, settings: [SettingLine] = []
    ) -> [any RouteGroup] {
        [
            PublicRoutes(desk: desk), SearchRoutes(desk: desk), ServiceRoutes(desk: desk), ModeRoutes(desk: desk), PublicProjectRoutes(desk: desk), DisplayRoutes(),
            ApplyRoutes(desk: desk), CaseRoutes(desk: desk, streams: streams), QuestionRoutes(desk: desk), SigningRoutes(desk: desk), MyRoutes(desk: desk),
            CertificateRoutes(desk: desk), LogTileRoutes(desk: desk), LogProofRoutes(desk: desk), MapRoutes(desk: desk), AnchorRoutes(desk: desk), UnitHistoryRoutes(desk: desk), ShowRoutes(desk: desk), ExtractRoutes(desk: desk), NoticeRoutes(desk: desk),
            ExchangeRoutes(desk: desk), CaseUploadRoutes(desk: desk), DeveloperRoutes(desk: desk), UnitImportRoutes(desk: desk),
            PledgeRoutes(desk: desk), SurveyReportRoutes(desk: desk), CourtRoutes(desk: desk), AuctionRoutes(desk: desk),
        ] + InstitutionFeatures.all(desk: desk) + OfficeFeatures.all(desk: desk) + AdminFeatures.all(desk: desk, signIn: signIn, settings: settings) + APIFeatures.all(desk: desk, streams: streams)
    }
}
