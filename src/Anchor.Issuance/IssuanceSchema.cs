namespace Anchor.Issuance;

/// <summary>The tables beside the events: keys, drafts, documents, tiles and read models.</summary>
public static class IssuanceSchema
{
    /// <summary>Creates what is missing.</summary>
    public const string Script = """
        CREATE TABLE IF NOT EXISTS anchor.anchor_keys (
            tenant_id varchar NOT NULL,
            id uuid NOT NULL,
            kind varchar NOT NULL,
            public_id varchar NOT NULL,
            envelope text NOT NULL,
            created timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, id));

        CREATE INDEX IF NOT EXISTS anchor_keys_public_id ON anchor.anchor_keys (public_id);

        CREATE TABLE IF NOT EXISTS anchor.anchor_api_keys (
            id uuid PRIMARY KEY,
            tenant_id varchar NOT NULL,
            hash bytea NOT NULL UNIQUE,
            scopes text[] NOT NULL,
            created timestamptz NOT NULL,
            revoked timestamptz);

        CREATE TABLE IF NOT EXISTS anchor.anchor_imports (
            tenant_id varchar NOT NULL,
            batch_id uuid NOT NULL,
            id uuid NOT NULL,
            duplicate_policy varchar NOT NULL,
            rows_done bigint NOT NULL,
            accepted bigint NOT NULL,
            rejected bigint NOT NULL,
            duplicates bigint NOT NULL,
            rows_digest bytea NOT NULL,
            state varchar NOT NULL,
            failure varchar,
            started timestamptz NOT NULL,
            updated timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, id));
        CREATE INDEX IF NOT EXISTS anchor_imports_batch ON anchor.anchor_imports (tenant_id, batch_id);

        CREATE TABLE IF NOT EXISTS anchor.anchor_import_errors (
            tenant_id varchar NOT NULL,
            import_id uuid NOT NULL,
            line bigint NOT NULL,
            position int NOT NULL,
            column_name varchar,
            code varchar NOT NULL,
            message varchar NOT NULL,
            PRIMARY KEY (tenant_id, import_id, line, position));

        CREATE TABLE IF NOT EXISTS anchor.anchor_drafts (
            tenant_id varchar NOT NULL,
            batch_id uuid NOT NULL,
            position bigint NOT NULL,
            import_id uuid NOT NULL,
            subject bytea NOT NULL,
            digest bytea NOT NULL,
            sealed bytea NOT NULL,
            PRIMARY KEY (tenant_id, batch_id, position));
        CREATE INDEX IF NOT EXISTS anchor_drafts_learner ON anchor.anchor_drafts (subject);
        DROP INDEX IF EXISTS anchor.anchor_drafts_subject;

        CREATE TABLE IF NOT EXISTS anchor.anchor_documents (
            tenant_id varchar NOT NULL,
            id uuid NOT NULL,
            batch_id uuid,
            leaf_index bigint,
            achievement_id uuid NOT NULL,
            leaf bytea NOT NULL,
            subject bytea NOT NULL,
            issued timestamptz NOT NULL,
            sealed bytea NOT NULL,
            PRIMARY KEY (tenant_id, id)) WITH (toast_tuple_target = 8160);
        ALTER TABLE anchor.anchor_documents ALTER COLUMN sealed SET STORAGE EXTERNAL;
        ALTER TABLE anchor.anchor_documents ALTER COLUMN achievement_id DROP NOT NULL;
        ALTER TABLE anchor.anchor_documents ADD COLUMN IF NOT EXISTS status_list int;
        ALTER TABLE anchor.anchor_documents ADD COLUMN IF NOT EXISTS status_index int;
        CREATE UNIQUE INDEX IF NOT EXISTS anchor_documents_place ON anchor.anchor_documents (tenant_id, batch_id, leaf_index);
        CREATE INDEX IF NOT EXISTS anchor_documents_waiting ON anchor.anchor_documents (tenant_id, issued) WHERE batch_id IS NULL;

        CREATE TABLE IF NOT EXISTS anchor.anchor_document_outlines (
            tenant_id varchar NOT NULL,
            digest bytea NOT NULL,
            text bytea NOT NULL,
            PRIMARY KEY (tenant_id, digest));

        CREATE TABLE IF NOT EXISTS anchor.anchor_tiles (
            tenant_id varchar NOT NULL,
            batch_id uuid NOT NULL,
            level int NOT NULL,
            tile bigint NOT NULL,
            hashes bytea NOT NULL,
            PRIMARY KEY (tenant_id, batch_id, level, tile));
        ALTER TABLE anchor.anchor_tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;

        CREATE TABLE IF NOT EXISTS anchor.anchor_status_lists (
            tenant_id varchar NOT NULL,
            number int NOT NULL,
            size int NOT NULL,
            taken int NOT NULL,
            PRIMARY KEY (tenant_id, number));

        CREATE TABLE IF NOT EXISTS anchor.anchor_status_publications (
            tenant_id varchar NOT NULL,
            number int NOT NULL,
            purpose varchar NOT NULL,
            version bigint NOT NULL,
            document bytea,
            etag varchar,
            published timestamptz,
            due timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, number, purpose));
        ALTER TABLE anchor.anchor_status_publications ALTER COLUMN document SET STORAGE EXTERNAL;
        CREATE INDEX IF NOT EXISTS anchor_status_publications_due ON anchor.anchor_status_publications (due);

        DROP TABLE IF EXISTS anchor.anchor_lanes;

        CREATE TABLE IF NOT EXISTS anchor.anchor_accounts (
            chain_id bigint NOT NULL,
            account varchar NOT NULL,
            nonce_space varchar NOT NULL,
            next_nonce bigint NOT NULL,
            foreign_nonces bigint NOT NULL DEFAULT 0,
            foreign_seen timestamptz,
            balance numeric,
            pays_for bigint,
            checked timestamptz,
            PRIMARY KEY (chain_id, account, nonce_space));

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_transactions (
            id uuid PRIMARY KEY,
            chain_id bigint NOT NULL,
            account varchar NOT NULL,
            nonce_space varchar NOT NULL,
            nonce bigint NOT NULL,
            purpose varchar NOT NULL,
            status varchar NOT NULL,
            attempts int NOT NULL,
            transaction_hash varchar,
            block_number bigint,
            signed timestamptz NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS anchor_view_transactions_nonce ON anchor.anchor_view_transactions (chain_id, account, nonce_space, nonce)
            WHERE status IN ('signed', 'submitted', 'included');

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_transaction_entries (
            transaction_id uuid NOT NULL,
            tenant_id varchar NOT NULL,
            target_id uuid NOT NULL,
            kind varchar NOT NULL,
            active boolean NOT NULL,
            PRIMARY KEY (transaction_id, tenant_id, target_id));
        CREATE UNIQUE INDEX IF NOT EXISTS anchor_view_transaction_entries_target ON anchor.anchor_view_transaction_entries (tenant_id, target_id)
            WHERE active AND kind <> 'revocations';
        CREATE INDEX IF NOT EXISTS anchor_view_transaction_entries_done ON anchor.anchor_view_transaction_entries (tenant_id, target_id)
            WHERE kind NOT IN ('anchor', 'revocations');

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_mirrored (
            tenant_id varchar NOT NULL,
            anchoring_id uuid NOT NULL,
            leaf_index bigint NOT NULL,
            transaction_id uuid NOT NULL,
            PRIMARY KEY (tenant_id, anchoring_id, leaf_index));
        CREATE INDEX IF NOT EXISTS anchor_view_mirrored_transaction ON anchor.anchor_view_mirrored (transaction_id);

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_issuers (
            tenant_id varchar NOT NULL PRIMARY KEY,
            id uuid NOT NULL,
            did varchar NOT NULL,
            name varchar NOT NULL,
            url varchar,
            time_zone varchar NOT NULL,
            second_person_approves boolean NOT NULL,
            binding text,
            registered timestamptz NOT NULL);
        ALTER TABLE anchor.anchor_view_issuers ADD COLUMN IF NOT EXISTS mirrors_revocations boolean NOT NULL DEFAULT false;

        CREATE UNIQUE INDEX IF NOT EXISTS anchor_view_issuers_did ON anchor.anchor_view_issuers (did);

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_achievements (
            tenant_id varchar NOT NULL,
            id uuid NOT NULL,
            definition text NOT NULL,
            defined timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, id));

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_batches (
            tenant_id varchar NOT NULL,
            id uuid NOT NULL,
            achievement_id uuid,
            status varchar NOT NULL,
            format varchar NOT NULL,
            awarded_on date NOT NULL,
            approved bigint NOT NULL DEFAULT 0,
            size bigint NOT NULL DEFAULT 0,
            root varchar,
            opened timestamptz NOT NULL,
            sealed timestamptz,
            anchored timestamptz,
            PRIMARY KEY (tenant_id, id));
        CREATE INDEX IF NOT EXISTS anchor_view_batches_status ON anchor.anchor_view_batches (status) WHERE status = 'approved';

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_anchorings (
            tenant_id varchar NOT NULL,
            id uuid NOT NULL,
            batch_id uuid NOT NULL,
            chain_id bigint NOT NULL,
            registry varchar NOT NULL,
            account varchar NOT NULL,
            root varchar NOT NULL,
            status varchar NOT NULL,
            transaction_hash varchar,
            block_number bigint,
            block_hash varchar,
            block_timestamp bigint,
            gas_used bigint,
            requested timestamptz NOT NULL,
            finalized timestamptz,
            PRIMARY KEY (tenant_id, id));
        CREATE INDEX IF NOT EXISTS anchor_view_anchorings_batch ON anchor.anchor_view_anchorings (tenant_id, batch_id);
        CREATE INDEX IF NOT EXISTS anchor_view_anchorings_open ON anchor.anchor_view_anchorings (chain_id, account, requested) WHERE status <> 'final';
        UPDATE anchor.anchor_view_anchorings SET status = 'requested', transaction_hash = NULL WHERE status IN ('signed', 'submitted');

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_standings (
            tenant_id varchar NOT NULL,
            credential_id uuid NOT NULL,
            status_list int,
            status_index int,
            revoked_from timestamptz,
            revoked_reason varchar,
            suspended_from timestamptz,
            suspended_until timestamptz,
            suspended_reason varchar,
            PRIMARY KEY (tenant_id, credential_id));
        CREATE INDEX IF NOT EXISTS anchor_view_standings_place ON anchor.anchor_view_standings (tenant_id, status_list, status_index);

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_offers (
            tenant_id varchar NOT NULL,
            batch_id uuid NOT NULL,
            chain_id bigint NOT NULL,
            until timestamptz NOT NULL,
            is_open boolean NOT NULL,
            PRIMARY KEY (tenant_id, batch_id));

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_claim_links (
            tenant_id varchar NOT NULL,
            credential_id uuid NOT NULL,
            generation int NOT NULL,
            until timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, credential_id));

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_collections (
            tenant_id varchar NOT NULL,
            id uuid NOT NULL,
            chain_id bigint NOT NULL,
            factory varchar NOT NULL,
            registry varchar NOT NULL,
            account varchar NOT NULL,
            name varchar NOT NULL,
            symbol varchar NOT NULL,
            base_uri varchar NOT NULL,
            requested timestamptz NOT NULL,
            address varchar,
            block_number bigint,
            PRIMARY KEY (tenant_id, id));
        CREATE UNIQUE INDEX IF NOT EXISTS anchor_view_collections_account ON anchor.anchor_view_collections (chain_id, account);

        CREATE TABLE IF NOT EXISTS anchor.anchor_collection_progress (
            tenant_id varchar NOT NULL,
            collection_id uuid NOT NULL,
            next_block bigint NOT NULL,
            PRIMARY KEY (tenant_id, collection_id));

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_tokens (
            tenant_id varchar NOT NULL,
            id uuid NOT NULL,
            credential_id uuid NOT NULL,
            batch_id uuid NOT NULL,
            leaf_index bigint NOT NULL,
            chain_id bigint NOT NULL,
            account varchar NOT NULL,
            number varchar NOT NULL,
            status varchar NOT NULL,
            target varchar NOT NULL,
            proof varchar NOT NULL,
            deadline timestamptz,
            requested timestamptz NOT NULL,
            holder varchar,
            nonce bigint NOT NULL DEFAULT 0,
            collection varchar,
            transaction_hash varchar,
            minted timestamptz,
            action varchar,
            action_target varchar,
            action_requested timestamptz,
            burn_deadline bigint,
            burn_signature varchar,
            code varchar,
            reason varchar,
            PRIMARY KEY (tenant_id, id));
        CREATE UNIQUE INDEX IF NOT EXISTS anchor_view_tokens_number ON anchor.anchor_view_tokens (chain_id, account, number);
        CREATE INDEX IF NOT EXISTS anchor_view_tokens_credential ON anchor.anchor_view_tokens (tenant_id, credential_id);
        CREATE INDEX IF NOT EXISTS anchor_view_tokens_batch ON anchor.anchor_view_tokens (tenant_id, batch_id, leaf_index);
        CREATE INDEX IF NOT EXISTS anchor_view_tokens_open ON anchor.anchor_view_tokens (chain_id, requested) WHERE status IN ('requested', 'wallet') OR action IS NOT NULL;

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_token_changes (
            tenant_id varchar NOT NULL,
            token_id uuid NOT NULL,
            due timestamptz NOT NULL,
            transaction_id uuid,
            PRIMARY KEY (tenant_id, token_id, due));
        CREATE INDEX IF NOT EXISTS anchor_view_token_changes_transaction ON anchor.anchor_view_token_changes (transaction_id);
        CREATE INDEX IF NOT EXISTS anchor_view_token_changes_due ON anchor.anchor_view_token_changes (due) WHERE transaction_id IS NULL;

        CREATE TABLE IF NOT EXISTS anchor.anchor_view_issued (
            tenant_id varchar NOT NULL,
            achievement_id uuid NOT NULL,
            day date NOT NULL,
            issued bigint NOT NULL,
            PRIMARY KEY (tenant_id, achievement_id, day));
        """;

    /// <summary>The table of wrapped subject keys, which may live in a database of its own, outside ordinary backups.</summary>
    public const string SubjectKeysScript = """
        CREATE SCHEMA IF NOT EXISTS anchor;
        CREATE TABLE IF NOT EXISTS anchor.anchor_subject_keys (
            tenant_id varchar NOT NULL,
            subject bytea NOT NULL,
            wrapped bytea NOT NULL,
            PRIMARY KEY (tenant_id, subject));
        """;
}
