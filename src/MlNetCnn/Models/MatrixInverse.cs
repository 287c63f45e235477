namespace MlNetCnn.Models;

/// <summary>Inverts a small square matrix by Gauss-Jordan elimination with row pivoting, in double precision.</summary>
internal static class MatrixInverse
{
    /// <summary>Returns the inverse of <paramref name="matrix"/>, which is not changed.</summary>
    /// <exception cref="ArithmeticException">The matrix is singular.</exception>
    public static double[,] Of(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var left = ToRows(matrix);
        var right = Enumerable.Range(0, n).Select(row => Enumerable.Range(0, n).Select(column => row == column ? 1.0 : 0.0).ToArray()).ToArray();
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(left[row][column]));
            if (!(Math.Abs(left[pivot][column]) > 1e-12))
            {
                throw new ArithmeticException("the matrix is singular");
            }

            (left[column], left[pivot]) = (left[pivot], left[column]);
            (right[column], right[pivot]) = (right[pivot], right[column]);
            var scale = 1 / left[column][column];
            Scale(left[column], scale);
            Scale(right[column], scale);
            for (var row = 0; row < n; row++)
            {
                var factor = left[row][column];
                if (row != column && factor != 0)
                {
                    Subtract(left[row], left[column], factor);
                    Subtract(right[row], right[column], factor);
                }
            }
        }

        var inverse = new double[n, n];
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column < n; column++)
            {
                inverse[row, column] = right[row][column];
            }
        }

        return inverse;
    }

    private static double[][] ToRows(double[,] matrix) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(row => Enumerable.Range(0, matrix.GetLength(1)).Select(column => matrix[row, column]).ToArray())];

    private static void Scale(double[] row, double factor) => System.Numerics.Tensors.TensorPrimitives.Multiply(row, factor, row);

    private static void Subtract(double[] row, double[] other, double factor) =>
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(other, -factor, row, row);
}
