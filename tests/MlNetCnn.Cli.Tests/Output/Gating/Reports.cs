namespace MlNetCnn.Cli.Tests;

/// <summary>Creates reports from labels and predictions, without a network.</summary>
internal static class Reports
{
    /// <summary>Returns a report on images with one certain prediction each.</summary>
    public static ClassificationReport Of(string[] classNames, params (int True, int Predicted)[] answers) => ClassificationReport.Create(
        classNames,
        [.. answers.Select(answer => answer.True)],
        [.. answers.Select(answer => Enumerable.Range(0, classNames.Length).Select(k => k == answer.Predicted ? 1f : 0).ToArray())]);
}
