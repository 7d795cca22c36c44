// What Relay's compiler makes artifacts of. Nothing runs it.

import { graphql } from 'relay-runtime';

graphql`
  query operationsShopQuery($first: Int!, $after: String) @throwOnFieldError {
    products(first: $first, after: $after) {
      totalCount
      edges {
        cursor
        node {
          sku
          name
          price {
            amount
            currency
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    viewer {
      cart {
        quantity
        lines {
          quantity
        }
      }
    }
    metrics {
      live {
        pageViews
      }
    }
  }
`;

graphql`
  query operationsNodeQuery($id: ID!) {
    node(id: $id) {
      __typename
      ... on Product {
        name
      }
    }
  }
`;

graphql`
  subscription operationsEventsSubscription($after: String) {
    analyticsEvents(after: $after) {
      cursor
      missed
      event {
        at
        eventId
        name
        path
        properties
        type
        visitorId
      }
    }
  }
`;

graphql`
  mutation operationsTrackMutation($input: TrackInput!) {
    track(input: $input) {
      accepted
      userErrors {
        code
        message
        field
      }
    }
  }
`;
