// Postal addresses, and how whoever has ordered is reached: of checkouts and orders.

import type { FieldMap } from '@pothos/core';
import { addressLimits, addressLines, type PostalAddress as PostalAddressShape } from '../../redis/order/address.ts';
import type { OrderDetails } from '../../redis/order/details.ts';
import { builder } from '../base/builder.ts';

const PostalAddress = builder.objectRef<PostalAddressShape>('PostalAddress').implement({
  description: 'The postal address of a person or an organization.',
  fields: (t) => ({
    country: t.exposeString('country', { description: 'The country, as an ISO 3166-1 code.' }),
    name: t.exposeString('name', { description: 'The name of the recipient.' }),
    organization: t.exposeString('organization', {
      nullable: true,
      description: 'The organization of the recipient. Null if there is none.',
    }),
    lines: t.stringList({
      description: 'The street with the number, and other lines above the locality.',
      resolve: ({ lines }) => [...lines],
    }),
    locality: t.exposeString('locality', {
      nullable: true,
      description: 'The city. Null if addresses of the country have none.',
    }),
    administrativeArea: t.exposeString('administrativeArea', {
      nullable: true,
      description: 'The state, province or prefecture. Null if there is none.',
    }),
    postalCode: t.exposeString('postalCode', { nullable: true, description: 'The postcode. Null if there is none.' }),
    phone: t.exposeString('phone', {
      nullable: true,
      description: 'The phone number of the recipient. Null if it was not given.',
    }),
    formatted: t.stringList({
      description: 'The lines of the whole address, in the order in which the country writes them.',
      resolve: (address) => addressLines(address),
    }),
  }),
});

export const PostalAddressInput = builder.inputType('PostalAddressInput', {
  description: 'A postal address. The country decides which parts are required.',
  fields: (t) => ({
    country: t.string({ required: true, description: 'The country, as an ISO 3166-1 code such as `DE`.' }),
    name: t.string({ required: true, description: 'The name of the recipient. Range: 1–100 characters.' }),
    organization: t.string({ description: 'The organization of the recipient.' }),
    lines: t.stringList({
      required: true,
      description: `The street with the number, and other lines above the locality. At most ${addressLimits.lines}.`,
    }),
    locality: t.string({ description: 'The city. Required if addresses of the country have one.' }),
    administrativeArea: t.string({
      description: 'The state, province or prefecture. Required if addresses of the country have one.',
    }),
    postalCode: t.string({
      description: 'The postcode. Required, in the form of the country, if addresses of the country have one.',
    }),
    phone: t.string({ description: 'The phone number of the recipient.' }),
  }),
});

type Types = typeof builder.$inferSchemaTypes;

/** Fields of what has a contact and addresses. */
export function contactFields<Parent>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Types, Parent>,
  detailsOf: (parent: Parent) => OrderDetails,
): FieldMap {
  return {
    email: t.string({
      nullable: true,
      description: 'The address that mail about the order is sent to. Null if it was not given.',
      resolve: (parent) => detailsOf(parent).email,
    }),
    shippingAddress: t.field({
      type: PostalAddress,
      nullable: true,
      description: 'Where the goods are sent. Null if it was not given.',
      resolve: (parent) => detailsOf(parent).shippingAddress,
    }),
    billingAddress: t.field({
      type: PostalAddress,
      nullable: true,
      description: 'Who is billed. The shipping address, if no other was given.',
      resolve: (parent) => detailsOf(parent).billingAddress ?? detailsOf(parent).shippingAddress,
    }),
    note: t.string({
      nullable: true,
      description: 'The note of the customer to the shop. Null if there is none.',
      resolve: (parent) => detailsOf(parent).note,
    }),
  };
}
