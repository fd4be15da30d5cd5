#include "koine/text/prefix_lists.h"

#include <array>

namespace koine::text {
namespace {

constexpr std::string_view kLatin = "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z";
constexpr std::string_view kLatinBoth =
    "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z a b c d e f g h i j k l m n o p q r s t u v w x y z";
// Without "a", a word: "il y a."
constexpr std::string_view kFrenchLetters =
    "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z b c d e f g h i j k l m n o p q r s t u v w x y z";
constexpr std::string_view kNordic = "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z Å Ä Ö Æ Ø";
constexpr std::string_view kCyrillic =
    "А Б В Г Д Е Ё Ж З И Й К Л М Н О П Р С Т У Ф Х Ц Ч Ш Щ Э Ю Я Є І Ї Ґ "
    "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z";

constexpr std::array kLists = {
    PrefixList{.language = "en",
               .initials = kLatin,
               .always = R"(Mr Mrs Ms MR MRS MS DR Messrs Dr Drs Prof Rev Hon St Ste Sr Jr Mme Mlle Mgr Msgr Esq Fr
            Adm Brig Capt Cdr Cmdr Col Cpl Gen Lt Maj Pvt Sgt Supt Insp Pres Gov Sen Rep Reps Amb Atty Asst Supt
            Bros Mt Ft Ave Blvd Rd Co Corp Inc Ltd Univ Dept Ph
            Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
            vs v cf i.e e.g Op Ed Rs)",
               .before_number = "No Nos Nr no nos Art Arts pp p Vol vol Fig fig Sec sec Ch ch par ll"},
    PrefixList{.language = "fr",
               .initials = kFrenchLetters,
               .always = R"(MM Mme Mmes Mlle Mlles Mgr Me Dr Drs Pr Prof St Ste Sts Ve Vve Cie Sté Éd éd
            av apr env ap boul bd chap ch cf fig art al vol t p pp n no tél hab ann janv févr juil sept oct nov déc
            etc ibid id ms mss suppl op cit sq sqq fasc ex c.-à-d p.ex e.g i.e vs dir coll trad inf sup
            lib bibl sect s.d s.l)",
               .before_number = {}},
    PrefixList{.language = "de",
               .initials = kLatinBoth,
               .always = R"(Dr Prof Dipl Ing Mag Hr Hrn Fr Frl Frhr Mme Mlle Mr Mrs Ms Mssr St Hl hl
            Adm Gen Hptm Lt Maj Kapt Col Capt Msgr Exz Sr Jr jun sen
            bzw usw etc vgl ca Ca ggf evtl sog dgl dergl d.h z.B u.a u.ä o.ä u.U i.d.R z.T z.Zt v.a a.D usf u.s.w
            inkl exkl zzgl abzgl bzgl geb gest verh Abb Abs Abt Anm Aufl Bd Bde Hrsg Jh Jhd Kap
            Str Tel Nr No Nrn Art Ziff Tab Mio Mrd Mill Tsd Std Sek Fa Co Corp Inc Ltd
            Jan Feb Apr Jun Jul Aug Sep Sept Okt Nov Dez
            ff vs op cit ebd ders
            I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX
            ii iii iv vi vii viii ix xi xii)",
               .before_number = "S pp",
               .ordinals_up_to = 99},
    PrefixList{.language = "es",
               .initials = kLatin,
               .always = R"(Sr Sra Srta Sres Sras Dr Dra Dres Dn Da Prof Profa Lic Ing Arq Gral Cnel Cap Tte Cte Mons Fr
            Excmo Excma Ilmo Ilma Rvdo Rvda Emmo Sto Sta Ud Uds Vd Vds Vmd Hno Hna Hnos Cía Cia Ltda Bco
            Av Avda Avd Pza Pl Apdo Tel Tfno Dep Depto Dpto Pta Pts Ptas Núm pág págs Pág Págs vol vols cap caps
            art arts fig figs núm núms ej p pp c ed trad tít ap etc cf vid aprox izq der dcha kg km cm mm
            EE.UU FF.CC CC.AA JJ.OO RR.HH A.C J.C a.C d.C S.A S.L S.M N.B P.D p.ej s.f
            ene feb abr jun jul ago sept oct nov dic)",
               .before_number = "nro Nro No no s l v"},
    PrefixList{.language = "fi",
               .initials = kNordic,
               .always = R"(hra rva nti prof tri maist lis rov kirkkoh piisp arkkipiisp
            kenr ev evl maj kapt luutn ylil vänr kers korpr ups dos ins dipl dipl.ins fil ft toim joht pj siht puh.joht
            kans kansaned esim ent nk nyk ns mm jms huom ks vrt par ko em po ao so tms muist alk
            suom ruots engl saks ransk lat ven kreik käänt toim.huom s v vv kpl klo os
            Dr Mr Mrs Ms St t l i.e e.g)",
               .before_number = "nro Nro no No luv luku"},
    PrefixList{.language = "ru",
               .initials = kCyrillic,
               .always = R"(г гг г-жа г-н гл гос гор д др е ед в вв вол дер доп доц зам зав и инд инж исп
            к кап кв кн км кг кол комн кор корп коп куб л лл м мин млн млрд мм мкр н нач нар наб
            о об обл обр оз ок ост отл отд п пп пер пл пос полк пр пред прим проф просп прот р рис род руб
            с св сев сек сл см сов соч ср ст стр т тел тов тт тыс уд ул унив уч уезд ф х ч чел ш шт э экз
            янв февр апр авг сент окт нояб дек т.е т.к т.н и.о н.э ген акад адм
            Г Гг Кн Ср Стр Ст Прим Проф Гл Тов)",
               .before_number = "№ No"},
    PrefixList{.language = "cs",
               .initials = {},
               .always = R"(Ing Mgr Bc MgA MUDr MVDr JUDr PhDr RNDr PaedDr PharmDr ThDr ThLic RSDr Dr doc prof CSc DrSc
            Ph.D Th.D DiS Mudr Phdr akad arch plk pplk mjr kpt npor por ppor gen škpt
            sv ml st sl tzv tzn tj atd apod aj atp mj např resp popř příp ev event cca zvl zejm vč okr
            č čp čj odst par pozn obr tab s r n p sv vyd nakl přel red ed
            srov tel tř nábř mld tis hod sek kg kč kr fr fl lat něm angl franc řec
            rus maď slov čes ún břez květ čer říj
            dol hor stol zn jr odd odb čas dat příl cit)",
               .before_number = {}},
    PrefixList{.language = "it",
               .initials = kLatin,
               .always = R"(Sig Sigg Sig.ra Sig.na Dott Dott.ssa Dr Prof Prof.ssa Ing Avv Arch Geom Rag Mons Gen Col Cap
            Ten Magg Serg On Sen Egr Gent Spett Ill Ecc Rev Fr S.S S.A S.p.A S.r.l p.es i.e e.g a.C d.C
            art artt cap cfr fig pag pagg p pp vol voll ed n tel ecc c.d sec op cit)",
               .before_number = "No no nr"},
    PrefixList{.language = "pt",
               .initials = kLatin,
               .always = R"(Sr Sra Srs Sras Srta Dr Dra Drs Prof Profa Eng Arq Exmo Exma Ilmo Ilma Rev Pe Fr Mons
            Gen Cel Cap Ten Maj Sarg Alm V.Exa S.A Lda Ltda Cia Av R Trav Pç Lg Tel Dep Depto
            art arts cap caps cf ed ex fig figs p pp pág págs vol vols séc aprox etc núm i.e e.g a.C d.C p.ex
            jan fev mar abr jun jul ago set out nov dez)",
               .before_number = "No no Nr nr n"},
    PrefixList{
        .language = "nl",
        .initials = kLatin,
        .always = R"(dhr mevr mw mej dr drs prof ir ing mr ds jhr jkvr bc gen kol kap lt maj sgt adm st Dhr Mevr Dr Drs
            Prof Ir Ing Mr Ds Jhr St Mgr Z.K.H H.K.H Z.M H.M
            a.u.b a.d a.h.w b.v bijv blz bv bvb ca cq d.w.z e.a e.d enz evt excl fig geb gem i.p.v i.v.m incl jl
            m.b.t m.i m.n max min mln mrd n.a.v nl o.a o.m o.l.v p.p pag par plm resp s.v.p t.a.v t/m t.o.v tel vgl vnl
            vs zgn zg jan feb mrt apr jun jul aug sept okt nov dec)",
        .before_number = "nr nrs Nr No no art Art p hfdst"},
    PrefixList{.language = "sv",
               .initials = kNordic,
               .always = R"(hr fr frk dr prof doc fil kand lic ing kapt löjtn överstelöjtn gen maj kh khde adj bitr ass
            bl.a d.v.s dvs e.d e.dyl el etc ev exkl f.d f.n f.ö fr.o.m ff forts föreg förf g.m h.m inkl jfr kl
            kr m.a.o m.fl m.m mån max min mom n.b nuv o.d o.s.v osv p.g.a resp s.a.s s.k st t.ex t.h t.o.m t.v tel
            tf tr ung uppl utg vol äv ö.h
            jan feb apr aug sept okt nov dec mån tis ons tors fre lör sön)",
               .before_number = "nr Nr no No s sid kap"},
    PrefixList{.language = "da",
               .initials = kNordic,
               .always = R"(hr fr frk dr prof lic cand mag ing kapt kaptajn gen maj sgt skt Skt Dr Hr Fr
            a.m.b.a adr afd aftr alm bl.a bd bdr ca cit d.d d.v.s e.g el eks ekskl etc evt f.eks fhv fig ff forb
            forf forts fx gl hhv if ift iht ifm inkl jf jfr kap kgl kl kr m.fl m.m m.v maks mht mia mill min mio nuv
            o.a o.l obs omtr osv pga pkt resp s.u sml st str t.d tlf udg ugtl vedr vha vol vs
            jan feb mar apr jun jul aug sept okt nov dec)",
               .before_number = "nr Nr no No s art",
               .ordinals_up_to = 31},
    PrefixList{.language = "no",
               .initials = kNordic,
               .always = R"(hr fr frk dr prof lic cand ing kapt gen maj sgt st St Dr
            adr alm bl.a ca d.v.s dvs e.l eks ekskl etc ev evt f.eks fig ff forf fvt gl iflg inkl jf jfr kap kgl kl
            kr m.a.o m.fl m.m maks mill min mrd mva nåv o.a o.l obs osv pga pkt red resp s.k st tlf t.o.m utg vedr
            vol vs jan feb mar apr jun jul aug sept okt nov des)",
               .before_number = "nr Nr no No s art",
               .ordinals_up_to = 31},
    PrefixList{
        .language = "pl",
        .initials = kLatin,
        .always = R"(dr hab prof mgr inż lek med mec doc red gen płk ppłk mjr kpt por ppor chor sierż kpr ks o bp abp
            kard św śp im ul al pl os woj pow gm m.in np tzn tzw itd itp jw ok ob wg br ub godz min sek
            r w s str t tom rozdz art ust pkt poz rys tab zob por wyd nakł tłum przeł oprac ros niem ang franc łac
            tys mln mld zł gr kg km cm tel nr Nr pn wt śr czw pt sob niedz sp z.o.o n.e p.n.e)",
        .before_number = "n"},
    PrefixList{
        .language = "ca",
        .initials = kLatin,
        .always = R"(Sr Sra Srs Sres Srta Dr Dra Drs Prof Mn Mons Hble Il·lm Excm Excma Gral Cap Cia Av Avda Pl Pça
            St Sta Tel Dept art arts cap caps cf ed ex fig figs p pp pàg pàgs vol vols núm núms aprox etc p.ex a.C d.C
            EUA S.A S.L gen febr abr jul ag set oct nov des)",
        .before_number = "No no n"},
};

}  // namespace

std::span<const PrefixList> prefix_lists() {
  return kLists;
}

}  // namespace koine::text
