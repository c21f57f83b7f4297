import { describe, expect, it } from 'vitest';
import { authoritiesIn, checkAuthorities } from '../../../src/domain/authorities.ts';

const passage = (text: string) => ({ document: 'd', source: 'd', text, start: 0 });

describe('authorities in a text', () => {
  it.each([
    ['us_reporter', 'us', 'Brown v. Board of Education, 347 U.S. 483 (1954)', '347 U.S. 483 (1954)'],
    ['us_reporter', 'us', 'see 925 F.3d 1339 (Fed. Cir. 2019)', '925 F.3d 1339 (Fed. Cir. 2019)'],
    ['us_database', 'us', 'Doe v. Roe, 2019 WL 123456', '2019 WL 123456'],
    ['us_code', 'us', 'under 42 U.S.C. § 1983', '42 U.S.C. § 1983'],
    ['us_regulation', 'us', 'Rule 10b-5, 17 C.F.R. § 240.10b-5(b)', '17 C.F.R. § 240.10b-5(b)'],
    ['uk_neutral', 'uk', 'Ivey v Genting [2017] UKSC 67, at 74', '[2017] UKSC 67'],
    ['uk_neutral', 'uk', '[2020] EWHC 123 (Ch)', '[2020] EWHC 123 (Ch)'],
    ['uk_report', 'uk', 'Donoghue v Stevenson [1932] AC 562', '[1932] AC 562'],
    ['ecli', 'eu', 'ECLI:EU:C:2014:317.', 'ECLI:EU:C:2014:317'],
    ['celex', 'eu', 'CELEX 32016R0679', '32016R0679'],
    ['eu_act', 'eu', 'Article 6 of Regulation (EU) 2016/679', 'Regulation (EU) 2016/679'],
    ['eu_act', 'eu', 'Directive 95/46/EC', 'Directive 95/46/EC'],
    ['eu_case', 'eu', 'Case C-131/12 Google Spain', 'Case C-131/12'],
    ['prc_statute', 'china', '依据《中华人民共和国民法典》第五百七十七条，', '《中华人民共和国民法典》第五百七十七条'],
    ['prc_interpretation', 'china', '法释〔2020〕15号', '法释〔2020〕15号'],
    ['prc_case', 'china', '（2019）最高法民终123号', '（2019）最高法民终123号'],
    ['india_report', 'india', 'Kesavananda Bharati, AIR 1973 SC 1461', 'AIR 1973 SC 1461'],
    ['india_report', 'india', '(1973) 4 SCC 225', '(1973) 4 SCC 225'],
    ['india_neutral', 'india', '2023 INSC 190', '2023 INSC 190'],
  ])('reads %s of %s in "%s"', (kind, of, text, citation) => {
    expect(authoritiesIn(text)).toMatchObject([{ kind, of, citation }]);
  });

  it.each(['Call 555 1234 in 2019.', 'The page 12 of 2020', 'from 3 to 4 U of corn', 'On 5 May [2017] it rained.'])(
    'reads none in "%s"',
    (text) => expect(authoritiesIn(text)).toEqual([]),
  );
});

describe('authorities against the passages', () => {
  it('verifies one that stands there in other spaces and dots, and no shorter number of it', () => {
    const { checks, unsupported } = checkAuthorities(
      '347 U.S. 483 (1954) and 47 U.S. 48',
      [passage('As held in 347 U. S. 483, the …')],
      { jurisdiction: 'us' },
    );
    expect(checks.map(({ ok }) => ok)).toEqual([true, false]);
    expect(unsupported).toEqual(['47 U.S. 48 (in none of the passages)']);
  });

  it('tells law of another jurisdiction and later law', () => {
    const text = 'Compare [2017] UKSC 67 with Regulation (EU) 2016/679.';
    const { checks, unsupported } = checkAuthorities(text, [passage(text)], { jurisdiction: 'uk', asOf: 2016 });
    expect(unsupported).toEqual(['[2017] UKSC 67 (later than 2016)']);
    expect(checks.at(-1)).toMatchObject({ ok: true, note: 'eu_act; law of another jurisdiction (eu)' });
  });

  it('reads a long hostile text in a moment', () => {
    const started = performance.now();
    authoritiesIn(`${'(2019)'.repeat(8000)}${'《一'.repeat(8000)}${'1 F. '.repeat(8000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
