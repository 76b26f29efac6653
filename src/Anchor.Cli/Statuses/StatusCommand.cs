using System.CommandLine;
using Anchor.Cli.Hosts;

namespace Anchor.Cli.Statuses;

/// <summary><c>anchor revoke|suspend|reinstate ID… | --list FILE | --batch ID --reason WORD</c></summary>
internal static class StatusCommand
{
    public static Command Create(string verb, string words, Surroundings surroundings)
    {
        var ids = new Argument<string[]>("ID") { Description = "Ids of credentials, with or without urn:uuid:.", Arity = ArgumentArity.ZeroOrMore };
        var list = new Option<string>("--list") { Description = "A file with one id per line; - is standard input.", HelpName = "FILE" };
        var batch = new Option<Guid?>("--batch") { Description = "All credentials of this batch.", HelpName = "ID" };
        var reason = new Option<string>("--reason") { Description = "Why, in one of the host's words, for example data-incorrect; a wrong one is answered with all of them.", Required = true, HelpName = "WORD" };
        var effective = new Option<string>("--effective") { Description = "From when on: a day (2026-11-22) where the issuer is, or a date and time with a zone. Now otherwise.", HelpName = "DATE" };
        var preview = new Option<bool>("--preview") { Description = "Only tell what would change." };
        var url = HostConnection.UrlOption();
        var json = new Option<bool>("--json") { Description = "Print the outcome as JSON." };
        var command = new Command(verb, $"{words}. Running it again changes nothing more. The API key is read from {HostConnection.KeyVariable}.") { ids, list, batch, reason, effective, preview, url, json };
        command.Validators.Add(result =>
        {
            var named = new[] { result.GetValue(ids) is { Length: > 0 }, result.GetValue(list) is not null, result.GetResult(batch) is not null };
            if (named.Count(each => each) != 1) result.AddError("Name credentials, or a --list, or a --batch: one of the three.");
            if (result.GetValue(list) is { } file && file != InputFile.StandardInput && !File.Exists(file)) result.AddError($"There is no file {file}.");
            foreach (var id in result.GetValue(ids) ?? [])
                if (CredentialIds.Parse(id) is null) result.AddError($"{id} is no id of a credential.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!HostConnection.Open(parsed.GetValue(url), surroundings).TryGet(out var host, out var closed))
                return await surroundings.RefuseAsync(ExitCodes.Usage, closed.Code, closed.Message).ConfigureAwait(false);
            var run = new StatusRun(verb, parsed.GetValue(reason)!, parsed.GetValue(effective), parsed.GetValue(preview), parsed.GetValue(json), host, surroundings);
            if (parsed.GetValue(batch) is { } whole) return await run.OfBatchAsync(whole, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(list) is not { } name) return await run.OfAsync([.. parsed.GetValue(ids)!.Select(id => CredentialIds.Parse(id)!.Value)], cancellationToken).ConfigureAwait(false);
            return (await CredentialIds.ReadAsync(name, surroundings, cancellationToken).ConfigureAwait(false)).TryGet(out var read, out var wrong)
                ? await run.OfAsync(read, cancellationToken).ConfigureAwait(false)
                : await surroundings.RefuseAsync(ExitCodes.Usage, wrong.Code, wrong.Message).ConfigureAwait(false);
        });
        return command;
    }
}
