import { describe, expect, it } from 'vitest';
import { indexTerms, queryTerms } from '../../../src/rag/segment.ts';

const finds = (text: string, query: string, language: readonly string[] = [indexTerms(text).language]): boolean => {
  const terms = new Set(indexTerms(text).terms);
  return queryTerms(query, language, 100).some((term) => terms.has(term));
};

describe('segmenting', () => {
  it.each([
    ['english', 'The wings of the aircraft were tested.'],
    ['german', 'Der Hund ist nicht mit der Katze im Haus.'],
    ['french', 'Le chat est dans la maison avec les enfants.'],
    ['russian', 'Это не то, что было в книге.'],
    ['arabic', 'هذا هو الكتاب الذي كان في البيت'],
  ])('recognises %s by its function words', (language, text) => {
    expect(indexTerms(text).language).toBe(language);
  });

  it.each([
    ['The engineers were testing several wings.', 'test wing'],
    ['Die Häuser der Städte waren nicht alt.', 'Haus Stadt'],
    ['В книгах было много историй.', 'история'],
    ['中国的首都是北京。', '北京'],
    ['東京タワーは高いです。', 'タワー'],
    ['กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย', 'เมืองหลวง'],
    ['서울특별시는 대한민국의 수도이다.', '대한민국'],
    ['The café in Malmö', 'cafe malmo'],
    ['ＦＵＬＬ ｗｉｄｔｈ', 'full'],
    ['Error ERR_CONN_RESET in M2', 'err_conn_reset'],
    ['soft\u00ADhyphen', 'softhyphen'],
    ['L’été dernier, l’œuvre d’art', 'été'],
    ['L’été dernier, l’œuvre d’art', 'oeuvre'],
    ['Bere dell’acqua è bene', 'acqua'],
    ['Bu akşam İstanbul’da bir toplantı var ve herkes gelecek', 'istanbul'],
    ['Diyarbakır’dan gelen IRMAK için bir köprü', 'ırmak'],
    ['łódź płynęła', 'lodz'],
    ['Совет рассмотрел отчёты', 'отчет'],
    ['Совет рассмотрел отчёты', 'отчётов'],
    ['ΑΘΗΝΑ και έκθεση', 'Αθήνα'],
    ['ΑΘΗΝΑ και έκθεση', 'εκθεση'],
    ['המועצה התכנסה', 'מועצה'],
    ['في المدينة وَالمَكتَبَةِ', 'مكتبة'],
    ['an e-mail', 'email'],
    ['one email', 'e-mail'],
    ['error E-1042-B', 'e1042b'],
    ['a non-linear fit', 'nonlinear'],
    ['function getUserById(id)', 'user'],
    ['const parseHTTPResponse = 1', 'http response'],
    ['The total was 1,234,567 EUR', '1234567'],
  ])('finds in %j what %j asks', (text, query) => {
    expect(finds(text, query)).toBe(true);
  });

  it('keeps whole words that a hyphen joins apart', () => {
    expect(indexTerms('heat-transfer').terms).toEqual(['heat', 'transfer']);
  });

  it.each(["l'", 'a-', 'aB', '1,234,567', 'a'])('reads a million letters of %j without delay', (unit) => {
    const began = performance.now();
    indexTerms(unit.repeat(1_000_000 / unit.length));
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('stems a query for each language of the collection', () => {
    expect(finds('The running horses were fast and they are here.', 'horses', ['english', 'german'])).toBe(true);
    expect(finds('Die Pferde sind nicht mit dem Hund im Haus.', 'Pferd', ['english', 'german'])).toBe(true);
  });

  it('leaves function words out of a query, unless there is nothing else', () => {
    expect(queryTerms('what is the capital of the country', ['english'], 100)).toEqual(['capit', 'countri']);
    expect(queryTerms('to be or not to be', ['english'], 100)).not.toEqual([]);
  });

  it('bounds the terms of a query and the length of a term', () => {
    const many = Array.from({ length: 1000 }, (_, index) => `word${index}`).join(' ');
    expect(queryTerms(many, ['english'], 128)).toHaveLength(128);
    expect(queryTerms('a'.repeat(50_000), ['english'], 128).every((term) => term.length <= 64)).toBe(true);
  });
});
