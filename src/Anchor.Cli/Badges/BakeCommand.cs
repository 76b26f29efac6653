using System.CommandLine;
using Anchor.Credentials.Baking;
using Anchor.Credentials.Bundles;

namespace Anchor.Cli.Badges;

/// <summary><c>anchor bake FILE IMAGE --output FILE</c></summary>
internal static class BakeCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var credential = new Argument<string>("FILE") { Description = "A bundle, or a credential (JSON or compact JWT); - is standard input." };
        var image = new Argument<string>("IMAGE") { Description = "The picture, PNG or SVG." };
        var output = new Option<string>("--output", "-o") { Description = "Where the badge picture is written.", HelpName = "FILE", Required = true };
        var command = new Command("bake", "Puts a credential, and its evidence where there is any, into a PNG or SVG picture.") { credential, image, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            foreach (var name in new[] { parsed.GetValue(credential)!, parsed.GetValue(image)! })
                if (name != InputFile.StandardInput && !File.Exists(name))
                    return await surroundings.RefuseAsync(ExitCodes.Usage, "file.unreadable", $"There is no file {name}.").ConfigureAwait(false);
            var content = await InputFile.ReadAsync(parsed.GetValue(credential)!, surroundings, cancellationToken).ConfigureAwait(false) ?? [];
            var picture = await InputFile.ReadAsync(parsed.GetValue(image)!, surroundings, cancellationToken).ConfigureAwait(false) ?? [];
            if (!CredentialFile.Open(content).Then(bundle => BadgeImage.Bake(picture, bundle)).TryGet(out var baked, out var error))
                return await surroundings.RefuseAsync(ExitCodes.Invalid, error.Code, error.Message).ConfigureAwait(false);
            await File.WriteAllBytesAsync(parsed.GetValue(output)!, baked, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Ok;
        });
        return command;
    }
}
