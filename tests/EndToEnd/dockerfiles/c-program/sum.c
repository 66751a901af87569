#include <stdlib.h>
#include "sum.h"

int sum(int count, char **numbers)
{
    int total = 0;
    for (int i = 0; i < count; i++)
        total += atoi(numbers[i]);
    return total;
}
