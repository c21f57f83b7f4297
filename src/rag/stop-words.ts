/**
 * Function words of the languages that Snowball can stem, plus Chinese. They tell a text's language by their number, and are
 * left out of queries (never out of the index). Grammar's common property; the lists are our own selection.
 */
const LISTS: Readonly<Record<string, string>> = {
  english: `a an and are as at be been but by can could did do does for from had has have how if in into is it its
    may must not of on or our should such than that the their them then there these they this those to was were what
    when where which while who whom whose why will with would you your he she his her we i me my`,
  german: `aber als am an auch auf aus bei bin bis das dass dem den der des die dies diese dieser dieses durch ein eine
    einem einen einer eines er es für hat haben ich ihr ihre im in ist kann mit nach nicht noch nur oder sein seine
    sich sie sind so über um und unter vom von vor war waren warum was welche welchem welchen welcher welches wenn wer
    werden wie wieviel viele wird wo wurde wurden zu zum zur zwischen`,
  french: `à au aux avec ce ces cette dans de des du elle en est et être eu il ils je la le les leur lui mais ne nous
    on ont ou où par pas plus pour qu que quel quelle quelles quels qui sa sans se ses son sont sur un une vous était`,
  spanish: `a al como con cuál cuáles cuando cuándo cuánto cuántos de del dónde el ella en entre era es esta está este
    estos fue ha han hay la las le lo los más no o para pero por qué que quién se ser si sin sobre son su sus también un
    una unos y`,
  italian: `a ai al alla anche che chi ci come con cosa da dal dalla dei del della delle di dove e è ed era fu gli ha
    hanno i il in io la le lo loro ma nel nella non o per perché più quale quali quando quanti questa questo se si sono
    su sua suo tra un una uno`,
  portuguese: `a ao aos as com como da das de do dos e é ela ele em entre era essa esse esta este foi há isso já mais
    mas não na nas no nos o onde os ou para pela pelo por quais qual quando quantos que quem se sem ser seu são sua
    também um uma`,
  dutch: `aan als bij dan dat de deze die dit door een en er had heeft het hij hoe hoeveel ik in is kan maar met na
    naar niet nog of om onder ook op over te tot uit van voor waar waarom wanneer was wat welke werd wie wordt worden zijn zo`,
  swedish: `att av de den det där efter en er ett från för han har hon hur hur i inte jag kan med men mot när och om på
    sig sin som till under ut var vad varför vem vid vilka vilken vilket vi är över`,
  norwegian: `av at de den der det du eller en er et etter for fra har hun hva hvem hvilken hvor hvordan hvorfor han i
    ikke jeg kan med men mot når og om over på seg sin som til under ut var ved vi være å`,
  danish: `af at blev de den der det du efter eller en er et for fra han har hun hvad hvem hvilken hvor hvordan hvorfor i
    ikke jeg kan med men mod når og om over på sig som til ud under var ved vi være`,
  finnish: `ei että hän hänen ja jo joka jos joten kanssa koska kuin kuka kun mikä mitä missä milloin miksi miten mutta
    myös ne niin ole oli olivat on ovat se sekä sen sillä tai tämä vain`,
  hungarian: `a az azt be csak de egy és ez ezt hogy hogyan hol ki kik is ha le lehet meg még mely mert mi miért mikor mint
    minden nem volt van vagy voltak`,
  romanian: `a al ale am ar au că care când ce cine cu cum de din este fi fost în la le lui mai nu o pe pentru prin sa
    sau se sunt și un una unde`,
  turkish: `bir bu da daha de değil en gibi hangi her ile için kadar ki kim mi nasıl ne neden nerede o olan olarak ve
    veya ya`,
  czech: `a aby ale byl byla bylo být co do i jak jako je jeho jsou k kde kdo kdy který která které na nebo od po pro
    proč před při s se si tak to u v ve z za že`,
  catalan: `a al amb com de del dels el els en és ha i la les on per què quan que qui se són un una va`,
  russian: `а без был была были было быть в вы для до его ее если есть еще же за и из или их к как какая какие какой
    когда кто ли мы на не но о об он она они от по при с со так то только у чем что это этот я где почему сколько`,
  arabic: `في من على إلى الى عن مع هذا هذه ذلك التي الذي الذين كان كانت هو هي هم ما ماذا متى أين اين كيف كم لماذا هل أن ان
    إن لا لم لن قد كل بعد قبل بين أو او ثم و أي اي أية`,
  chinese: `的 了 是 在 和 与 或 也 都 而 及 为 被 有 这 那 什么 哪 哪个 哪些 谁 何 何时 多少 几 吗 呢 如何 怎么 为什么`,
};

/** Language (Snowball's name) → its function words, lower case. */
export const STOP_WORDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(LISTS).map(([language, words]) => [language, new Set(words.split(/\s+/u))]),
);
