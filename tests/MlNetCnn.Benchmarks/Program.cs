using System.CommandLine;
using MlNetCnn.Benchmarks;

// Otherwise, ONNX Runtime writes telemetry files; child processes inherit this setting.
Environment.SetEnvironmentVariable("ORT_DISABLE_TELEMETRY", "1");
if (args is ["child", "featurizer", var list])
{
    Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(await FeaturizerCommand.TrainAsync(list), System.Text.Json.JsonSerializerOptions.Web));
    return 0;
}

if (args is ["child", ..])
{
    return await Child.RunAsync(args[1..]);
}

var photos = new Option<string>("--photos") { Description = "Folder of JPEG images of about 500x375", Required = true };
var backbone = new Option<string>("--backbone") { Description = "An .onnx backbone", Required = true };
var preprocessing = new Option<string>("--preprocessing") { Description = "Its preprocessing", Required = true };
var repetitions = new Option<int>("--repetitions") { Description = "Alternating repetitions", DefaultValueFactory = _ => 5 };
var only = new Option<string>("--only") { Description = "Letters of the measurements to run", DefaultValueFactory = _ => "abcdefghijk" };
var root = new RootCommand("Measures MlNetCnn against named baselines: ratios from one run, medians of alternating repetitions. Use an idle machine.")
{
    photos, backbone, preprocessing, repetitions, only,
};
root.SetAction((result, _) => Suite.RunAsync(
    result.GetRequiredValue(photos),
    result.GetRequiredValue(backbone),
    result.GetRequiredValue(preprocessing),
    result.GetValue(repetitions),
    result.GetValue(only)!));
root.Subcommands.Add(AgreementCommand.Create());
root.Subcommands.Add(CostCommand.Create());
root.Subcommands.Add(FeaturizerCommand.Create());
root.Subcommands.Add(PixelsCommand.Create());
root.Subcommands.Add(ExactCommand.Create());
root.Subcommands.Add(ImagesCommand.Create());
root.Subcommands.Add(HeadCommand.Create());
root.Subcommands.Add(GarbageCommand.Create());
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (BenchmarkException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
