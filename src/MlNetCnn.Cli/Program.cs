using MlNetCnn.Cli;

NativeEnvironment.DisableRuntimeTelemetry();
using var cancellation = Cancellation.OnSignals(Console.Error);
await using var output = StandardOutput.Open();
var console = new CommandConsole(output, Console.Error) { ErrorIsTerminal = !Console.IsErrorRedirected };
return await CommandLine.RunAsync(args, console, cancellation);
