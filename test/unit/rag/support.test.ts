import { describe, expect, it } from 'vitest';
import { isBorneOut } from '../../../src/rag/support.ts';

const bears = (sentence: string, ...texts: string[]): boolean => isBorneOut(sentence, texts);

describe('isBorneOut', () => {
  it.each([
    ['a digit 2 before three others', 'The pipeline is 500 km long.', 'The pipeline is 2500 km long.'],
    ['a year', 'The act came into force in 2024.', 'The act came into force in 2022.'],
    ['a decimal point for a comma', 'The dose was 1.250 mg of the drug.', 'The dose was 1,250 mg of the drug.'],
    ['a prefix', 'Give 5 mg of the drug twice daily.', 'Give 5 µg of the drug twice daily.'],
    ['the case of a prefix', 'The plant delivers 20 MW of power.', 'The plant delivers 20 mW of power.'],
    ['a scale', 'Revenue was $4.2 billion in the year.', 'Revenue was $4.2 million in the year.'],
    ['points for percent', 'The margin rose by 3 percentage points.', 'The margin rose by 3 percent.'],
    ['a unit of time', 'The notice period is 30 weeks.', 'The notice period is 30 days.'],
    ['one of something', 'The tenant pays 1 month of rent.', 'The tenant pays 10 months of rent.'],
    ['a month', 'The lease ends on 3 May 2024.', 'The lease ends on 3 March 2024.'],
    ['a number in words', 'The dome opens forty-five minutes before.', 'The dome opens twenty-five minutes before.'],
    ['Indian groups', 'The fine is ₹1,50,000 in all cases.', 'The fine is ₹1,00,000 in all cases.'],
  ])('finds that %s is another', (_, sentence, cited) => {
    expect(bears(sentence, cited)).toBe(false);
    expect(bears(cited, cited)).toBe(true);
  });

  it.each([
    ['groups', 'The pipeline is 2500 km long.', 'The pipeline is 2,500 km long.'],
    ['groups of spaces', 'The pipeline is 12,500 km long.', 'The pipeline is 12 500 km long.'],
    ['a unit', 'Give 0.5 g of the drug daily.', 'Give 500 mg of the drug daily.'],
    ['its name', 'Give 500 milligrams of the drug daily.', 'Give 500 mg of the drug daily.'],
    ['a scale', 'Revenue was 4,200,000 in the year.', 'Revenue was 4.2 million in the year.'],
    ['words', 'The dome opens 25 minutes before.', 'The dome opens twenty-five minutes before.'],
    ['hundreds', 'The hall seats 120 visitors.', 'The hall seats one hundred and twenty visitors.'],
    ['a date', 'The lease ends on 3 March 2024.', 'End of the lease: 2024-03-03.'],
    ['basis points', 'The rate rose by 0.25 percentage points.', 'The rate rose by 25 basis points.'],
    ['lakhs', 'The fine is ₹1,00,000 in all cases.', 'The fine is ₹100,000 in all cases.'],
    ['neighbours', 'In 2024 500 people came to the hall.', 'The hall: 500 people came in 2024.'],
  ])('takes the same number with other %s', (_, sentence, cited) => {
    expect(bears(sentence, cited)).toBe(true);
  });

  it('reads a comma as the language of each text does', () => {
    const cited = 'Die Pumpe fördert 1,5 Liter in der Minute, und der Behälter fasst 2.500 Liter Wasser.';
    expect(bears('Der Behälter fasst 2500 Liter Wasser, und die Pumpe fördert 1,5 Liter in der Minute.', cited)).toBe(
      true,
    );
    expect(bears('The pump delivers 1.5 litres a minute, and the tank holds 2,500 litres of water.', cited)).toBe(true);
    expect(bears('Der Behälter fasst 2,5 Liter Wasser, und die Pumpe fördert nicht viel in der Minute.', cited)).toBe(
      false,
    );
  });

  it.each([
    ['Boats may cross the sill at low tide.', 'Boats may not cross the sill at low tide.'],
    ['The landlord cannot end the lease at once.', 'The landlord may end the lease at once.'],
    ["Aspirin doesn't reduce the risk of stroke.", 'Aspirin does reduce the risk of stroke.'],
    ['Revenue fell by 4% in the third quarter.', 'Revenue rose by 4% in the third quarter.'],
    [
      'The deposit is returned before the keys are handed back.',
      'The deposit is returned after the keys are handed back.',
    ],
    ['The court granted the motion of the plaintiff.', 'The court denied the motion of the plaintiff.'],
    ['The notice period is more than 30 days.', 'The notice period is not more than 30 days.'],
    ['The deposit is more than two months of rent.', 'The deposit shall not exceed two months of rent.'],
    ['The rent is paid after 30 June each year.', 'The rent is paid no later than 30 June each year.'],
    ['The agreement is in force.', 'The agreement is no longer in force.'],
    ['The drug is safe in pregnancy.', 'The drug is unsafe in pregnancy.'],
    ['The minimum fine is 500 euros for each case.', 'The maximum fine is 500 euros for each case.'],
  ])('finds that “%s” turns the source around', (sentence, cited) => {
    expect(bears(sentence, cited)).toBe(false);
    expect(bears(cited, cited)).toBe(true);
  });

  it.each([
    ['The dome stays open.', 'The dome stays open, but it must not be left alone.'],
    ['The rent is paid by 30 June each year.', 'The rent is paid no later than 30 June each year.'],
    ['Boats cannot cross the sill at low tide.', 'No boat may cross the sill at low tide.'],
    ['The pump does not start without a filter in place.', 'The pump fails to start without a filter in place.'],
    ['The lease runs until the tenant gives notice.', 'Unless the tenant gives notice, the lease runs on.'],
    ['The notice period is at most 30 days.', 'The notice period is not more than 30 days.'],
    ['The notice period is thirty days at most.', 'The notice period must not exceed 30 days.'],
    ['Case No. 12 was decided by the court.', 'The court decided case no. 12 in spring.'],
    ['The court was not only late but wrong.', 'The court was late and wrong.'],
    ['Revenue rose in spring.', 'Revenue rose in spring. Revenue fell in autumn.'],
    ['The mirror is cooled, not heated.', 'The mirror is cooled before observing.'],
  ])('leaves “%s” alone', (sentence, cited) => {
    expect(bears(sentence, cited)).toBe(true);
  });
});
