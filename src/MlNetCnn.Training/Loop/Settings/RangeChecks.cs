using System.Globalization;

namespace MlNetCnn.Training;

/// <summary>Gathers the settings that are out of their range, so that one message names them all.</summary>
internal sealed class RangeChecks
{
    private readonly List<(string Name, double Value, string Range)> _errors = [];

    /// <summary>Checks a value.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isValid">Whether that is in the range.</param>
    /// <param name="range">The range, in words.</param>
    public void Check(string name, double value, Func<double, bool> isValid, string range)
    {
        if (!isValid(value))
        {
            _errors.Add((name, value, range));
        }
    }

    /// <summary>Ends the check.</summary>
    /// <exception cref="MlNetCnnException"><c>TRAIN_RANGE</c>: all values that are out of range.</exception>
    public void Throw()
    {
        if (_errors.Count > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, "TRAIN_RANGE", "a setting of the training is out of its range",
                expected: string.Join("; ", _errors.Select(f => $"{f.Name} {f.Range}")),
                received: string.Join("; ", _errors.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name} {f.Value}"))));
        }
    }
}
