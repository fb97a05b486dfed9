export { describePlan, planStorage, type StoragePlan } from './layer/storage-plan.ts';
export { akornTolerances, verifyAkornCase } from './verify/verify.ts';
export { type AkornCase, isAkornFixture, parseAkornFixtures } from './verify/fixture.ts';
