import Casework
import Catalogue
import Register

/// The legal clock of a case as an official reads it: the term, what is used, and every stop with its reason.
enum ClockMarkup {
    static func card(_ state: CaseState, _ calendar: WorkCalendar, today: LegalDate) -> Markup {
        guard let acceptance = state.acceptance, let acceptedAt = state.acceptedAt else {
            return "<section class=\"card\"><h2>法定时限</h2><p class=\"soft\">尚未受理，时限未起算。</p></section>"
        }
        let clock = LegalClock(limit: acceptance.workingDays, calendar: calendar)
        let reading = clock.reading(state.clock, on: today)
        var rows: [(String, Markup)] = [
            ("受理", "\(acceptedAt.description)，第\(Int(acceptance.sequence))号"),
            ("时限", "\(reading.limit)个工作日，已用\(reading.used)个"),
        ]
        if let due = reading.dueOn, state.phase.isOpen, state.registration == nil {
            rows.append(("届满日", "\(due.chinese)\((!reading.isCertain).markup("<span class=\"small soft\">（该年度放假安排公布后可能调整）</span>"))"))
        }
        return """
            <section class="card"><h2>法定时限 \(tag(reading))</h2>\(Parts.facts(rows))\(stops(state.clock))
            <p class="small soft">受理当日不计入；停止期间和节假日不计入（《民法典》第二百零一条，《不动产登记暂行条例》第二十条）。</p></section>
            """
    }

    static func tag(_ reading: ClockReading) -> Markup {
        switch reading.state {
        case .notStarted: "<span class=\"tag\">未起算</span>"
        case .stopped(let reason): "<span class=\"tag warn\">已停止：\(reason.chinese)</span>"
        case .met: "<span class=\"tag good\">按时办结</span>"
        case .breached: "<span class=\"tag bad\">已超期\(reading.remaining < 0 ? "\(-reading.remaining)个工作日" : "")</span>"
        case .running where reading.remaining == 0: "<span class=\"tag bad\">今日到期</span>"
        case .running where reading.escalation > 0: "<span class=\"tag warn\">剩余\(reading.remaining)个工作日</span>"
        case .running: "<span class=\"tag\">剩余\(reading.remaining)个工作日</span>"
        }
    }

    private static func stops(_ events: [ClockEvent]) -> Markup {
        let items = events.compactMap { event -> Markup? in
            switch event {
            case .accepted, .ended: nil
            case .stopped(let at, let reason): "<li><time>\(at.description)</time>停止计时：\(reason.chinese)</li>"
            case .resumed(let at, let reason): "<li><time>\(at.description)</time>恢复计时\(reason.map { "：\($0.chinese)结束" } ?? "")</li>"
            }
        }
        return items.isEmpty ? .empty : "<ul class=\"timeline\">\(items)</ul>"
    }
}
