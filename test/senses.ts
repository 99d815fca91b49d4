/** The phrases in which a word of the glossary once had another sense, or would most likely get one. */

/** A wrong sense of a word. */
export interface Sense {
  /** The word, as the glossary has it. */
  readonly word: string
  /** The phrases. What is code is not looked at. */
  readonly wrong: RegExp
  /** The only files in which they are wrong. Default all. */
  readonly where?: RegExp
  /** What to say, and why. */
  readonly reason: string
  /** A sentence that has the wrong sense. */
  readonly example: string
}

/** All of them, by the order of the glossary. */
export const senses: ReadonlyArray<Sense> = [
  {
    word: "mode",
    wrong: /\b(?:the mode that is needed|in another mode)\b/,
    reason: "a mode is how the platform works for a merchant; SQLite's is WAL mode, MySQL's is strict mode",
    example: "an old connection in another mode holds it"
  },
  {
    word: "application",
    wrong:
      /\b(?:your|the whole) application (?:has|gets|provides|brings|runs|starts|code)\b|\bapplication itself brings\b|\bthe whole application\b/,
    reason: "an application is the request for a card; what a user writes is a program",
    example: "peers: your application has them already"
  },
  {
    word: "read, write",
    wrong:
      /\bwrites? to (?:the log|a store|its store)\b|\b(?:process|store|log)'s writes?\b|\breads of (?:a|its) store\b/,
    reason: "a write changes something at the platform; a log or a store is changed",
    example: "A process remembers its last 10,000 writes to the log."
  },
  {
    word: "copy",
    wrong: /\b(?:one copy|two copies|own copy) of (?:each|every|code|`)|\b(?:two|own) copies of (?:every class|code|`)/,
    reason: "a copy is one request of a call; a package is there once or twice",
    example: "Two builds would make two copies of every class"
  },
  {
    word: "attempt",
    wrong:
      /\b(?:a|the|one) call's attempts\b|\battempts of (?:a|the|one) call\b|\b(?:first|next) attempt (?:of a call|on the|may|has|goes)\b|\bwaiting and (?:all )?attempts\b/,
    reason: "an attempt is the work on one own number, over any number of calls; a call sends copies",
    example: "The attempts of one call, decided by a pure machine"
  },
  {
    word: "hypothesis",
    wrong: /\bhypothes[ie]s\b/,
    where: /^packages\/cli\/src\/internal\/probe\//,
    reason: "a hypothesis is about the platform's time; the probe guesses, and rules guesses out",
    example: "every way of writing is a hypothesis"
  },
  {
    word: "offset",
    wrong: /\boffsets? (?:at which|of (?:UTC|the time zone|a byte))|\bbyte offsets?\b/,
    reason: "the offset is how far the platform's clock is ahead; other things have a distance or a position",
    example: "The offsets at which a stamp is looked for"
  },
  {
    word: "log",
    wrong:
      /\blines? of (?:the|its|our) log\b|\b(?:said|says so|warned of|a warning) in the log\b|\bthe log says (?:so|what|`|code\b)|\bno log (?:shows|,)|\bread the log;|\b(?:span|error|outcome|metric)s?,? (?:or|and|nor) (?:a |the )?logs?\b|\blogs?, (?:a )?(?:trace )?spans?\b|\byour logs\b|\binto no log\b|\binto a log\b/i,
    reason: "the log holds attempts; a program says lines through its logger, which may keep them in a log file",
    example: "It is warned of in the log at start."
  },
  {
    word: "log",
    wrong: /(?<!request |attempt )\blog\b(?! file)/,
    where:
      /^docs\/simulator\.md$|^packages\/testkit\/src\/(?:SimulatorControl|internal\/(?:control|simulatorControl)\/.*)\.ts$/,
    reason: "the simulator's record of requests is the request log",
    example: "A request of the log, in short."
  },
  {
    word: "row",
    wrong: /\b(?:twice|times|two|three|them) in a row\b|, in a row,/,
    reason: "a row is an item of a list, a batch row or a table row; things come one after the other",
    example: "after two of them in a row it is not believed"
  },
  {
    word: "row",
    wrong: /\bAn attempt as a row\b|\bThe row of an entry\b|\bThe entry of a row;/,
    reason: "what a database has is a table row",
    example: "An attempt as a row: a column for each field"
  },
  {
    word: "candidate",
    wrong: /\bcandidates?\b/,
    where: /^docs\/performance\.md$|^CONTRIBUTING\.md$/,
    reason: "a candidate is a card or transfer that may be ours; a bench compares packages",
    example: "All candidates send the same application"
  },
  {
    word: "span",
    wrong:
      /(?<!trace )\bspans?(?: and their links|,? (?:and|or) (?:metrics?|lines?|errors?)|, (?:metrics?|lines?|errors?))|\b(?:current|parent|root|child) span\b|(?<!trace )\bspan of its own(?=, which (?:tells|what))|\bevents? of (?:a|the) (?:current )?span\b|\bevents (?:are|is) in its span\b|(?<!trace )\bspan (?:tells the|of a cardholder application)|\bMay span any time\b/i,
    reason: "a span is the time that a list is asked for; what a tracer sees is a trace span",
    example: "No error, span or line shows the key"
  },
  {
    word: "margin",
    wrong: /\bless (?:a|the) margin\b|\bmargin of 5\.5\b(?<!stamp margin of 5\.5)/,
    reason:
      "the margin is how late a write may show in a list; a stamp has the stamp margin, an `Auth` the time of `authMargin`",
    example: "the earliest time that its clock can read, less a margin"
  },
  {
    word: "proof",
    wrong: /\bproofs? of concept\b|\b(?:water|fool|future)-?proof\b/,
    reason: "a proof is an answer by which there is certainly none",
    example: "a proof of concept"
  },
  {
    word: "rule",
    wrong: /\bAs a rule\b|, as a rule,|\b[Hh]ouse rules?\b|\brule of thumb\b/,
    reason: "a rule is an option of the simulator; what is mostly so is said so",
    example: "As a rule that call is the one that gets the token."
  },
  {
    word: "fault",
    wrong:
      /\bat fault\b|\b(?<!field )faults? (?:of|in) (?:a|an|the|one|several|settings)\b(?! (?:network|schedule|request|simulator|`))|\bapplications? with (?:one |several )?faults?\b|\b(?:every|its first|the first) fault at once\b|\bthrough no fault\b/i,
    reason:
      "a fault meets a request on its way; a field has a field fault, a person makes a mistake, a program has an error",
    example: "The wire name of the field at fault."
  },
  {
    word: "schedule",
    wrong: /\bdeadline and schedule\b|\b(?:timeouts|deadlines), schedules\b|\bas it stands when the schedule\b/,
    reason: "a schedule says which request meets which fault; a call has a retry schedule",
    example: "deadline and schedule as a value"
  },
  {
    word: "trial",
    wrong: /\btrials (?:with|of (?:two|three|four|five) calls)\b|\b(?:for|and) trials\b/,
    reason: "a trial is a run of a program under a schedule; measurements have runs, and somebody tries a thing",
    example: "for tests and trials: they end with it"
  }
]
