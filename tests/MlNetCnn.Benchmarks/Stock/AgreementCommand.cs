using System.CommandLine;
using System.Globalization;

namespace MlNetCnn.Benchmarks;

/// <summary><c>stock-agreement</c>: compares the predictions of a package under both versions of ML.NET and in MlNetCnn.</summary>
internal static class AgreementCommand
{
    public static Command Create()
    {
        var model = StockOptions.Model();
        var images = StockOptions.Images();
        var command = new Command(
            "stock-agreement", "Compares the predictions of a package under both versions of plain ML.NET and in MlNetCnn.") { model, images };
        command.SetAction((result, _) => RunAsync(result.GetRequiredValue(model), result.GetRequiredValue(images)));
        return command;
    }

    private static async Task<int> RunAsync(string model, string folderOrList)
    {
        using var images = new ImageSet(folderOrList);
        var lowest = Answers.Of(StockVersion.Lowest, model, images);
        var highest = Answers.Of(StockVersion.Highest, model, images);
        var ours = await Answers.OfOurs(model, images);

        Console.WriteLine($"{Path.GetFileName(model)}, {images.Paths.Length} images of {folderOrList}");
        Console.WriteLine("pair           images  same class %  mean score diff  max score diff");
        Print(lowest, highest);
        Print(ours, lowest);
        Print(ours, highest);
        if (lowest.Accuracy() is { } low && highest.Accuracy() is { } high && ours.Accuracy() is { } own)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"accuracy %: {lowest.Name} {100 * low:0.00}, {highest.Name} {100 * high:0.00}, ours {100 * own:0.00}"));
        }

        return 0;
    }

    private static void Print(Answers first, Answers second)
    {
        var pairs = first.ByPath.Values
            .Where(image => second.ByPath.ContainsKey(image.Path))
            .Select(image => (First: image, Second: second.ByPath[image.Path]))
            .ToArray();
        if (pairs.Length == 0)
        {
            throw new BenchmarkException($"{first.Name} and {second.Name} have no image in common");
        }

        var same = 100.0 * pairs.Count(pair => pair.First.Label == pair.Second.Label) / pairs.Length;
        double[] differences = [.. pairs.Select(pair => pair.First.Difference(pair.Second))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{$"{first.Name} - {second.Name}",-14} {pairs.Length,6}  {same,12:0.00}  "
            + $"{differences.Average(),15:0.000000}  {differences.Max(),14:0.000000}"));
    }
}
