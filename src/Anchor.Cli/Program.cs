using Anchor.Cli;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
return await AnchorCommand.RunAsync(args, Surroundings.OfProcess(), interrupted.Token);
