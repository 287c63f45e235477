using System.CommandLine;
using MlNetCnn.Fuzz;

var targets = new Dictionary<string, Func<IFuzzTarget>>
{
    ["images"] = () => new ImageTarget(),
    ["chunks"] = () => new ImageTarget(chunksOnly: true),
    ["onnx"] = () => new OnnxTarget(),
    ["graphs"] = () => new OnnxTarget(FuzzKind.Graph),
    ["zip"] = () => new ZipTarget(),
    ["directories"] = () => new ZipTarget(FuzzKind.Directory),
    ["csv"] = () => new CsvTarget(),
};
var target = new Option<string>("--target") { Description = $"The target: {string.Join(", ", targets.Keys)}.", DefaultValueFactory = _ => "images" };
target.AcceptOnlyFromAmong([.. targets.Keys]);
var count = new Option<int>("--count") { Description = "Damaged files.", DefaultValueFactory = _ => 20_000 };
var seed = new Option<int>("--seed") { Description = "The seed of the mutations.", DefaultValueFactory = _ => 1 };
var folder = new Option<string>("--keep") { Description = "The folder for files that cause failures.", DefaultValueFactory = _ => "fuzz-failures" };
var megabytes = new Option<long>("--max-memory") { Description = "The memory limit of the process, in MB.", DefaultValueFactory = _ => 1500 };
var root = new RootCommand("Feeds damaged files to MlNetCnn; exit code 1 for an unexpected exception, a hang, or excessive memory use.")
{
    target, count, seed, folder, megabytes,
};
root.SetAction(parse =>
{
    var options = new FuzzOptions
    {
        Count = parse.GetValue(count),
        Seed = parse.GetValue(seed),
        Folder = parse.GetRequiredValue(folder),
        MaxMegabytes = parse.GetValue(megabytes),
    };
    using var fed = targets[parse.GetRequiredValue(target)]();
    var run = new FuzzRun(fed, options, Console.Out);
    run.Run();
    return run.Failures == 0 ? 0 : 1;
});
return root.Parse(args).Invoke();
