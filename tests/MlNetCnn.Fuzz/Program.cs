using System.CommandLine;
using MlNetCnn.Fuzz;

var target = new Option<string>("--target") { Description = "What is fed: images, onnx, zip or csv.", DefaultValueFactory = _ => "images" };
target.AcceptOnlyFromAmong("images", "onnx", "zip", "csv");
var count = new Option<int>("--count") { Description = "Damaged files.", DefaultValueFactory = _ => 20_000 };
var seed = new Option<int>("--seed") { Description = "Decides what the damage is.", DefaultValueFactory = _ => 1 };
var folder = new Option<string>("--keep") { Description = "Where the files that fail are kept.", DefaultValueFactory = _ => "fuzz-failures" };
var megabytes = new Option<long>("--max-memory") { Description = "The most memory that the process may take, in MB.", DefaultValueFactory = _ => 1500 };
var root = new RootCommand("Feeds damaged files to MlNetCnn; exit code 1 if anything but a typed fault comes out, or too late, or with too much memory.")
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
    using IFuzzTarget fed = parse.GetValue(target) switch
    {
        "onnx" => new OnnxTarget(),
        "zip" => new ZipTarget(),
        "csv" => new CsvTarget(),
        _ => new ImageTarget(),
    };
    var run = new FuzzRun(fed, options, Console.Out);
    run.Run();
    return run.Failures == 0 ? 0 : 1;
});
return root.Parse(args).Invoke();
