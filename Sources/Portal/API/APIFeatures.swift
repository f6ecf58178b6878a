/// The JSON API: everything that pages do, through the same desks of the case office. No rule of a case lives here.
enum APIFeatures {
    static func all(desk: Desk, streams: EventStreams) -> [any RouteGroup] {
        [
            CatalogueAPI(desk: desk), ModeAPI(desk: desk), RegisterAPI(desk: desk), OwnAPI(desk: desk), CaseAPI(desk: desk, streams: streams), SigningAPI(desk: desk),
            UploadAPI(desk: desk), NoticeAPI(desk: desk), DeveloperAPI(desk: desk), InstitutionAPI(desk: desk), CallbackAPI(desk: desk), BatchAPI(desk: desk),
            OfficeQueueAPI(desk: desk), OfficeDecisionAPI(desk: desk), OfficeMoneyAPI(desk: desk), OfficeRegisterAPI(desk: desk),
            OfficeProjectAPI(desk: desk), TransferReportAPI(desk: desk), CourtAPI(desk: desk), AuctionAPI(desk: desk),
        ]
    }
}
